import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callAction, findAction, formArguments } from "../support/action-client";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import type { Answer } from "../support/exchange";
import { codeIn, type SentMail } from "../support/fake-resend";
import { becomeMember, newEmail, newPassword, openVisitor, signUp } from "../support/form-client";
import { askForReset } from "../support/mailed-links";
import { multipart } from "../support/multipart";

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(async () => {
  await app.stop();
});

/** Of every address that is written in the mail, linked or not. */
function originsIn(mail: SentMail): string[] {
  const written = `${mail.subject} ${mail.text} ${mail.html}`.matchAll(/[a-z]+:\/\/[^\s"'<>/]+/gi);
  return [...new Set([...written].map(([origin]) => origin))];
}

/** What somebody may claim about the host, by name: headers, and a request line with a whole URL. */
const poisons: Record<string, { headers?: Record<string, string>; line?: string }> = {
  "another Host": { headers: { host: "evil.example" } },
  "X-Forwarded-Host": { headers: { "x-forwarded-host": "evil.example" } },
  "X-Forwarded-Host that lists ours first": { headers: { "x-forwarded-host": "localhost, evil.example" } },
  "X-Forwarded-Host and -Proto": { headers: { "x-forwarded-host": "evil.example", "x-forwarded-proto": "https" } },
  "X-Forwarded-Proto": { headers: { "x-forwarded-proto": "gopher", "x-forwarded-port": "1" } },
  Forwarded: { headers: { forwarded: "host=evil.example;proto=https;for=evil.example" } },
  "X-Original-URL": {
    headers: { "x-original-url": "https://evil.example/", "x-rewrite-url": "https://evil.example/" },
  },
  "X-Host and others": {
    headers: { "x-host": "evil.example", "x-forwarded-server": "evil.example", "x-http-host-override": "evil.example" },
  },
  "a foreign referrer": { headers: { referer: "https://evil.example/signup" } },
  "the absolute form": { line: "http://evil.example" },
  "the absolute form and X-Forwarded-Host": { line: "https://evil.example", headers: { "x-forwarded-host": "evil" } },
};

/** Calls the action as its page does, but for the poison. A request without Origin is not compared with its Host, so more of them pass. */
function call(name: string, fields: [string, string][], poison: { headers?: Record<string, string>; line?: string }) {
  const action = findAction(name);
  const { body, contentType } = multipart(formArguments(fields));
  const visitor = openVisitor(app);
  const headers = { "next-action": action.id, accept: "text/x-component", "content-type": contentType };
  return visitor.send({
    method: "POST",
    path: `${poison.line ?? ""}${action.page}`,
    headers: { ...headers, "sec-fetch-site": "same-origin", ...poison.headers },
    body,
  });
}

/** The mail that the answered request caused, or null where nothing is owed to the address. */
async function causedBy(answer: Answer, email: string): Promise<SentMail | null> {
  expect(answer.status).toBeLessThan(500);
  const owed = await app.database.query(`SELECT id FROM "OutboxMail" WHERE recipient = $1`, [email]);
  return owed.length === 0 ? null : await app.resend.waitForMail(email);
}

describe("a request that lies about its host", () => {
  it.each(Object.entries(poisons))("has no say in a mail: %s", async (_, poison) => {
    const newcomer = newEmail();
    const { email: member } = await seedUser(app.database);
    const fields = (email: string): [string, string][] => [
      ["name", "Ada"],
      ["email", email],
      ["password", newPassword(app)],
    ];
    const mails = [
      await causedBy(await call("signupAction", fields(newcomer), poison), newcomer),
      await causedBy(await call("signupAction", fields(member), poison), member),
    ];
    const { email: forgetful } = await seedUser(app.database);
    mails.push(await causedBy(await call("requestPasswordResetAction", [["email", forgetful]], poison), forgetful));
    for (const mail of mails) if (mail) expect(originsIn(mail)).toEqual([app.origin]);
  });

  it("is tested by requests that mail something when nothing in them lies", async () => {
    const email = newEmail();
    const answer = await callAction(
      openVisitor(app),
      findAction("signupAction"),
      formArguments([
        ["name", "Ada"],
        ["email", email],
        ["password", newPassword(app)],
      ]),
    );
    const mail = await causedBy(answer, email);
    expect(mail && originsIn(mail)).toEqual([app.origin]);
    const { email: forgetful } = await seedUser(app.database);
    expect(
      await causedBy(await call("requestPasswordResetAction", [["email", forgetful]], {}), forgetful),
    ).not.toBeNull();
  });
});

describe("what the provider is given", () => {
  it("has one recipient, both parts, one line of subject without a secret, and the header of an automatic mail", async () => {
    const visitor = openVisitor(app);
    const person = await becomeMember(visitor);
    await signUp(openVisitor(app), { ...person, password: newPassword(app) });
    const { token } = await askForReset(app, person.email, 3);
    const mails = app.resend.mailsTo(person.email);
    expect(mails.map(({ subject }) => subject)).toEqual([
      "Confirm your e-mail address",
      "You already have an account",
      "Choose a new password",
    ]);
    for (const mail of mails) {
      expect(mail.to).toEqual([person.email]);
      expect(Object.keys(mail).sort()).toEqual(["from", "headers", "html", "key", "subject", "text", "to"]);
      expect(mail.headers).toEqual({ "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" });
      expect(mail.subject).toMatch(/^[\x20-\x7e]+$/);
      expect(`${mail.text}${mail.html}`).not.toMatch(/[^\P{Cc}\n]/u);
      expect(originsIn(mail)).toEqual([app.origin]);
      expect(mail.text).toContain("You receive this because");
    }
    const [verification, , reset] = mails;
    expect(verification?.text).toContain("for 24 hours");
    expect(verification?.text).toContain("for 10 minutes");
    expect(codeIn(verification ?? { text: "" })).toMatch(/^\d{6}$/);
    expect(reset?.text).toContain("for 60 minutes");
    expect(reset?.text).toContain(token);
  });
});
