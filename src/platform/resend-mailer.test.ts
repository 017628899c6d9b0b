import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { amongGarbageCollections } from "../../tests/support/garbage";
import { untilOneHolds } from "../../tests/support/pace";
import { createResendMailer } from "./resend-mailer";

type Answer = (response: ServerResponse) => void;
type Received = { path: string | undefined; headers: IncomingMessage["headers"]; body: Record<string, unknown> };

const mail = {
  id: "0b6ccd3e-6a47-4c24-9f7b-0d8a5a6f3c11",
  to: "ada@example.com",
  subject: "Confirm your e-mail address",
  text: "text",
  html: "<p>html</p>",
};
const cleanups: (() => void)[] = [];

afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** Resend's API as far as one endpoint goes, giving the scripted answers in turn, and a mailer that talks to it. */
async function startStandIn(answers: Answer[], { timeoutMs = 10_000 } = {}) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
      received.push({ path: request.url, headers: request.headers, body });
      answers.shift()?.(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const mailer = createResendMailer({
    apiKey: "re_key",
    from: "Latchkey <accounts@example.com>",
    baseUrl,
    timeoutMs,
  });
  return { mailer, received, server };
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return (response) =>
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

function refusal(statusCode: number, name: string, headers?: Record<string, string>): Answer {
  return json(statusCode, { statusCode, name, message: "No." }, headers);
}

const drip: Answer = (response) => {
  const dripping = setInterval(() => response.write(" "), 20);
  response.on("close", () => clearInterval(dripping));
};

const accepted = json(200, { id: "49a3999c-0ce1-4ea6-ab68-afcd6dc2e794" });

describe("the Resend driver", () => {
  test("sends both parts to one recipient, marked as automatic, under the row's id as idempotency key", async () => {
    const { mailer, received } = await startStandIn([accepted]);
    expect(await mailer.send(mail)).toMatchObject({
      ok: true,
      providerId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({
      path: "/emails",
      headers: { authorization: "Bearer re_key", "idempotency-key": mail.id },
      body: {
        from: "Latchkey <accounts@example.com>",
        to: ["ada@example.com"],
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        headers: { "Auto-Submitted": "auto-generated" },
      },
    });
  });

  test("repeats the same key after an answer that was lost on the way", async () => {
    const { mailer, received } = await startStandIn([(response) => response.socket?.resetAndDestroy(), accepted]);
    expect(await mailer.send(mail)).toEqual({ ok: false, kind: "temporary", code: "unreachable" });
    expect(await mailer.send(mail)).toMatchObject({
      ok: true,
      providerId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
    expect(received.map(({ headers }) => headers["idempotency-key"])).toEqual([mail.id, mail.id]);
  });

  test.each<[string, Answer]>([
    ["hangs", () => undefined],
    ["stops half-way", (response) => void response.writeHead(200).write('{"id":')],
    ["says 500 and stops half-way", (response) => void response.writeHead(500).write('{"id":')],
    ["drips", drip],
  ])(
    "gives up at its deadline an answer that %s, whatever is collected as garbage meanwhile",
    async (_what, answer) => {
      const round = async () => {
        const { mailer } = await startStandIn(Array<Answer>(10).fill(answer), { timeoutMs: 300 });
        const startedAt = performance.now();
        const outcomes = await amongGarbageCollections(() =>
          Promise.all(Array.from({ length: 10 }, () => mailer.send(mail))),
        );
        expect(outcomes).toEqual(Array(10).fill({ ok: false, kind: "temporary", code: "timeout" }));
        return performance.now() - startedAt;
      };
      expect(await untilOneHolds(round, (tookMs) => tookMs < 2_000)).toBeLessThan(2_000);
    },
  );

  test("calls a provider that is not there unreachable", async () => {
    const { mailer, server } = await startStandIn([]);
    await new Promise((resolve) => server.close(resolve));
    expect(await mailer.send(mail)).toEqual({ ok: false, kind: "temporary", code: "unreachable" });
  });

  test.each([
    ["429 with its time", refusal(429, "rate_limit_exceeded", { "retry-after": "7" }), "temporary", "rate_limited", 7],
    ["429 without a time", refusal(429, "daily_quota_exceeded"), "temporary", "rate_limited", undefined],
    [
      "429 with a time that is none",
      refusal(429, "rate_limit_exceeded", { "retry-after": "soon" }),
      "temporary",
      "rate_limited",
      undefined,
    ],
    ["500", refusal(500, "internal_server_error"), "temporary", "provider_error", undefined],
    [
      "503 with its time",
      refusal(503, "application_error", { "retry-after": "30" }),
      "temporary",
      "provider_error",
      30,
    ],
    [
      "502 of a proxy, in HTML",
      (response: ServerResponse) => response.writeHead(502).end("<html>"),
      "temporary",
      "provider_error",
      undefined,
    ],
    ["an error without a status", json(500, { message: "?" }), "temporary", "provider_error", undefined],
    ["422", refusal(422, "validation_error"), "permanent", "rejected", undefined],
    ["400", refusal(400, "invalid_parameter"), "permanent", "rejected", undefined],
    [
      "409 for another content under this key",
      refusal(409, "invalid_idempotent_request"),
      "permanent",
      "rejected",
      undefined,
    ],
    [
      "409 while the same mail is on its way",
      refusal(409, "concurrent_idempotent_requests"),
      "temporary",
      "rejected",
      undefined,
    ],
    ["401, our key", refusal(401, "missing_api_key"), "temporary", "rejected", undefined],
    ["403, our key or domain", refusal(403, "invalid_api_key"), "temporary", "rejected", undefined],
    [
      "200 that is not JSON",
      (response: ServerResponse) => response.writeHead(200).end('{"id":"49a'),
      "temporary",
      "unreachable",
      undefined,
    ],
    ["200 without an id", json(200, {}), "temporary", "bad_answer", undefined],
    ["200 that says null", json(200, null), "temporary", "bad_answer", undefined],
    ["500 that says null", json(500, null), "temporary", "bad_answer", undefined],
  ] as [string, Answer, string, string, number | undefined][])(
    "maps %s",
    async (_name, answer, kind, code, retryAfterSeconds) => {
      const { mailer } = await startStandIn([answer]);
      const expected =
        retryAfterSeconds === undefined ? { ok: false, kind, code } : { ok: false, kind, code, retryAfterSeconds };
      expect(await mailer.send(mail)).toEqual(expected);
    },
  );
});
