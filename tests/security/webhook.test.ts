import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { setRole } from "../support/askers";
import { openVisitor, signedIn, type Page } from "../support/form-client";
import { eventBody, permanentBounce, signEvent, webhookSecrets, type EventCall } from "../support/mail-event";

let app: App;
beforeAll(async () => {
  app = await startApp({ env: { RESEND_WEBHOOK_SECRET: webhookSecrets.join(",") } });
});
afterAll(async () => {
  await app.stop();
});

const path = "/api/webhooks/resend";

function report(to: App, { id, timestamp, signature, body }: EventCall, headers: Record<string, string> = {}) {
  const signed = { "svix-id": id, "svix-timestamp": timestamp, "svix-signature": signature };
  const all = { "content-type": "application/json", ...signed, ...headers };
  return openVisitor(to).send({ method: "POST", path, headers: all, body });
}

async function askForReset(email: string): Promise<Page> {
  const visitor = openVisitor(app);
  return await visitor.submit(await visitor.get("/forgot-password"), { field: "email" }, { email });
}

/** A person to whom a mail was sent, and the signed report of what became of it. */
async function reportOf(type: string, details: object = {}) {
  const user = await seedUser(app.database);
  await askForReset(user.email);
  const { key } = await app.resend.waitForMail(user.email);
  const at = new Date();
  await expect.poll(() => providerIdOf(user.email)).toBe(key);
  const body = eventBody({ type, emailId: key, to: user.email, at, ...details });
  return { user, call: signEvent(body, { at }) };
}

async function providerIdOf(email: string): Promise<string | null | undefined> {
  const rows = await app.database.query<{ id: string | null }>(
    `SELECT "providerId" AS id FROM "OutboxMail" WHERE recipient = $1`,
    [email],
  );
  return rows[0]?.id;
}

describe("an address whose mail came back", () => {
  it("is sent nothing more, whoever asks is answered alike, and its owner is told and can have it tried again", async () => {
    const { user, call } = await reportOf("email.bounced", permanentBounce);
    expect(await report(app, call)).toMatchObject({ status: 200, text: '{"taken":true}' });
    const dead = await askForReset(user.email);
    const stranger = await askForReset("nobody.at.all@example.com");
    expect([dead.status, dead.path]).toEqual([stranger.status, stranger.path]);
    const mails = await app.database.query(
      `SELECT status::text, outcome::text, "lastError" FROM "OutboxMail" WHERE recipient = $1 ORDER BY "createdAt"`,
      [user.email],
    );
    expect(mails).toEqual([
      { status: "SENT", outcome: "BOUNCED", lastError: null },
      { status: "DEAD", outcome: null, lastError: "dead_address" },
    ]);
    expect(app.resend.mailsTo(user.email)).toHaveLength(1);

    const { visitor } = await signedIn(app, user);
    const page = await visitor.get("/dashboard");
    expect(page.text).toContain("No mail reaches you");
    await visitor.submit(page, { button: /^Send it$/ });
    const mail = await app.resend.waitForMail(user.email, { count: 2 });
    expect(mail.subject).toBe("Our mails reach you again");
    expect((await visitor.get("/dashboard")).text).not.toContain("No mail reaches you");
  });

  it("is shown to an administrator with what became of the mail, and nothing that is in it", async () => {
    const { user, call } = await reportOf("email.complained");
    await report(app, call);
    const admin = await seedUser(app.database);
    await setRole(app, admin, "ADMIN");
    const { visitor } = await signedIn(app, admin);
    const { text } = await visitor.get(`/admin/outbox?state=sent&address=${encodeURIComponent(user.email)}`);
    expect(text).toContain("Reported as spam");
    expect(text).not.toContain("reset-password?token");
  });
});

describe("a report", () => {
  it("is taken once, of fifty at the same time and of one that comes later", async () => {
    const { call } = await reportOf("email.complained");
    const answers = await Promise.all(Array.from({ length: 50 }, () => report(app, call)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(answers.filter(({ text }) => text === '{"taken":true}')).toHaveLength(1);
    expect(await report(app, call)).toMatchObject({ status: 200, text: '{"taken":false}' });
  });

  it("is taken by the second secret as by the first", async () => {
    const { call } = await reportOf("email.delivered");
    const again = signEvent(call.body, { secret: webhookSecrets[1], at: new Date() });
    expect(await report(app, again)).toMatchObject({ status: 200, text: '{"taken":true}' });
  });

  it("changes nothing and breaks nothing when it is forged, stale, huge or of another kind", async () => {
    const { call } = await reportOf("email.complained");
    const stale = signEvent(call.body, { at: new Date(Date.now() - 301_000) });
    const early = signEvent(call.body, { at: new Date(Date.now() + 360_000) });
    const stranger = signEvent(call.body, { secret: `whsec_${"A".repeat(32)}`, at: new Date() });
    const before = await app.database.snapshot();
    const statuses = [
      (await report(app, { ...call, body: `${call.body} ` })).status,
      (await report(app, { ...call, signature: "" })).status,
      (await report(app, { ...call, id: "" })).status,
      (await report(app, stale)).status,
      (await report(app, early)).status,
      (await report(app, stranger)).status,
      (await report(app, call, { "content-type": "text/plain" })).status,
      (await report(app, { ...call, body: "x".repeat(65_537) })).status,
      (await report(app, signEvent("{", { at: new Date() }))).status,
      (await report(app, signEvent('{"type":"email.opened"}', { at: new Date() }))).status,
      (await openVisitor(app).send({ method: "GET", path })).status,
    ];
    expect(statuses).toEqual([401, 401, 401, 401, 401, 401, 415, 413, 400, 200, 405]);
    expect(await app.database.snapshot()).toBe(before);
  });

  it("has no address where no secret is set", async () => {
    const off = await startApp();
    const answer = await report(off, signEvent("{}", { at: new Date() }));
    await off.stop();
    expect(answer.status).toBe(404);
  });
});
