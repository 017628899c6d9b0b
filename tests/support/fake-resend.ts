import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

export type SentMail = {
  /** The idempotency key, which is the outbox row's id. */
  key: string;
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string;
  headers?: Record<string, string>;
};

/** How the provider behaves: `accept-then-reset` takes the mail and cuts the line before it answers, `accept-then-hang` never answers, `broken` answers with half of it. */
export type ResendBehaviour =
  "ok" | "error" | "limited" | "hang" | "reset" | "accept-then-reset" | "accept-then-hang" | "broken";

export type FakeResend = {
  url: string;
  /** Every mail the provider accepted, once for each idempotency key, oldest first. */
  mails: readonly SentMail[];
  /** The keys of all calls, repeats included. */
  calls: readonly string[];
  /** Faults of the client: a key used for two different mails, a call without one. */
  faults: readonly string[];
  /** The same for every call from now on, or anew for each. */
  behave: (behaviour: ResendBehaviour | ((key: string) => ResendBehaviour)) => void;
  mailsTo: (address: string) => SentMail[];
  /** The `count`th mail to the address, when it has come. Throws after `withinMs`. */
  waitForMail: (address: string, options?: { count?: number; withinMs?: number }) => Promise<SentMail>;
  close: () => Promise<void>;
};

/** A local stand-in for Resend's `POST /emails`. */
export async function startFakeResend(): Promise<FakeResend> {
  const mails: SentMail[] = [];
  const calls: string[] = [];
  const faults: string[] = [];
  const waiting = new Set<() => void>();
  let choose: (key: string) => ResendBehaviour = () => "ok";

  function accept(key: string, body: string): void {
    const mail = { key, ...(JSON.parse(body) as Omit<SentMail, "key">) };
    const known = mails.find((accepted) => accepted.key === key);
    if (!known) mails.push(mail);
    else if (JSON.stringify(known) !== JSON.stringify(mail)) faults.push(`key ${key} was used for two different mails`);
    for (const wake of waiting) wake();
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const key = String(request.headers["idempotency-key"] ?? "");
    const refusal = refusalOf(request);
    if (refusal !== null) {
      reply(response, refusal, { name: "refused" });
      return;
    }
    if (key === "") faults.push("a call without an idempotency key");
    calls.push(key);
    const behaviour = choose(key);
    if (behaviour === "ok" || behaviour === "broken" || behaviour.startsWith("accept")) accept(key, body);
    if (behaviour === "ok") reply(response, 200, { id: key });
    else if (behaviour === "error") reply(response, 500, { name: "internal_server_error" });
    else if (behaviour === "limited") reply(response, 429, { name: "rate_limit_exceeded" }, { "retry-after": "1" });
    else if (behaviour === "broken") response.writeHead(200, { "content-type": "application/json" }).end(`{"id":"`);
    else if (!behaviour.endsWith("hang")) request.socket.destroy();
  }

  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  const mailsTo = (address: string) => mails.filter((mail) => mail.to.includes(address));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails,
    calls,
    faults,
    behave: (next) => {
      choose = typeof next === "function" ? next : () => next;
    },
    mailsTo,
    waitForMail: (address, { count = 1, withinMs = 30_000 } = {}) =>
      new Promise<SentMail>((resolve, reject) => {
        const deadline = setTimeout(() => {
          waiting.delete(look);
          const found = mailsTo(address).length;
          reject(new Error(`${found} of ${count} mails to ${address} came within ${withinMs} ms`));
        }, withinMs);
        function look(): void {
          const mail = mailsTo(address)[count - 1];
          if (!mail) return;
          clearTimeout(deadline);
          waiting.delete(look);
          resolve(mail);
        }
        waiting.add(look);
        look();
      }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The one link of a mail to a page of ours, with its token. */
export function linkIn(mail: SentMail): { url: URL; token: string } {
  const url = new URL(/https?:\/\/\S+\?token=\S+/.exec(mail.text)?.[0] ?? "");
  return { url, token: url.searchParams.get("token") ?? "" };
}

/** The six digits that stand in a mail beside its link. */
export function codeIn(mail: Pick<SentMail, "text">): string {
  return /^\d{6}$/m.exec(mail.text)?.[0] ?? "";
}

function refusalOf({ method, url, headers }: IncomingMessage): number | null {
  if (method !== "POST" || url !== "/emails") return 404;
  return headers.authorization === "Bearer re_test" ? null : 401;
}

function reply(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
