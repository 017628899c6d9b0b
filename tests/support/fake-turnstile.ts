import { createServer } from "node:http";
import { text } from "node:stream/consumers";

export type FakeTurnstile = {
  /** What an app is started with to ask it. */
  env: Record<string, string>;
  asked: () => number;
  stop(): Promise<void>;
};

/** A token that the stand-in lets pass for this action, on the host that the tests run on. */
let tokens = 0;
export function passedTurnstile(action: string): string {
  return `${action}.${tokens++}`;
}

/** The check of Turnstile's provider, for somebody who passes every captcha. */
export async function startFakeTurnstile(): Promise<FakeTurnstile> {
  let asked = 0;
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      asked += 1;
      const token = new URLSearchParams(body).get("response") ?? /"response":"([^"]*)"/.exec(body)?.[1] ?? "";
      const [action = ""] = token.split(".");
      const verdict = { success: true, hostname: "localhost", action, challenge_ts: new Date().toISOString() };
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(verdict));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the stand-in has no port");
  return {
    env: {
      TURNSTILE_SITE_KEY: "site",
      TURNSTILE_SECRET_KEY: "secret",
      TURNSTILE_VERIFY_URL: `http://127.0.0.1:${address.port}/siteverify`,
    },
    asked: () => asked,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
