import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** How the provider behaves beside answering as it should. */
export type TurnstileBehaviour = "ok" | "refuse" | "error" | "hang" | "page";

export type TurnstileProvider = {
  /** For the app's environment. */
  env: Record<string, string>;
  /** The tokens that were asked about, oldest first. */
  asked: readonly string[];
  /** A token as the widget would hand it to the page. */
  pass: (passed: { action: string; hostname?: string; at?: Date }) => string;
  behave: (behaviour: TurnstileBehaviour) => void;
  close: () => void;
};

/** A local stand-in for Turnstile's `siteverify`. It calls a token good each time, as if it were not single use: that must be our part. */
export async function startTurnstileProvider(): Promise<TurnstileProvider> {
  const asked: string[] = [];
  const tokens = new Map<string, object>();
  let behaviour: TurnstileBehaviour = "ok";

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const token = new URLSearchParams(Buffer.concat(chunks).toString()).get("response") ?? "";
    asked.push(token);
    if (behaviour === "hang") return;
    if (behaviour === "error") response.statusCode = 500;
    if (behaviour === "page") response.end("<!doctype html><title>Sorry</title>");
    const passed = behaviour === "refuse" ? undefined : tokens.get(token);
    const body = passed ? { success: true, ...passed } : { success: false, "error-codes": ["invalid-input-response"] };
    if (!response.writableEnded) response.end(JSON.stringify(body));
  }

  const server = createServer((request, response) => void answer(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/siteverify`;
  return {
    env: { TURNSTILE_SITE_KEY: "a-site-key", TURNSTILE_SECRET_KEY: "a-secret-key", TURNSTILE_VERIFY_URL: url },
    asked,
    pass: ({ action, hostname = "localhost", at = new Date() }) => {
      const token = `token-${tokens.size}`;
      tokens.set(token, { action, hostname, challenge_ts: at.toISOString() });
      return token;
    },
    behave: (next) => {
      behaviour = next;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
