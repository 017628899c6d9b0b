import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callAction, findAction, formArguments, redirectOf } from "../support/action-client";
import { startApp, type App } from "../support/app-server";
import { codeIn } from "../support/fake-resend";
import { newPerson, openVisitor, signIn, signUp, type Person, type Visitor } from "../support/form-client";
import { isVerified } from "../support/mailed-links";

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(async () => {
  await app.stop();
});

const refusal = "This code does not work.";

async function signedUp(): Promise<{ visitor: Visitor; person: Person; code: string }> {
  const visitor = openVisitor(app);
  const person = newPerson(app);
  await signUp(visitor, person);
  return { visitor, person, code: codeIn(await app.resend.waitForMail(person.email)) };
}

/** Each call comes from an address of its own, so that the limit by client is not what holds. */
function typeCode(visitor: Visitor, code: string) {
  const elsewhere = openVisitor(app, { cookies: new Map(visitor.cookies) });
  return callAction(elsewhere, findAction("verifyByCodeAction"), formArguments([["code", code]]));
}

function wrong(code: string, round: number): string {
  return String((Number(code) + 1 + round) % 1_000_000).padStart(6, "0");
}

describe("the code in a verification mail", () => {
  it("is never in the subject", async () => {
    const { person, code } = await signedUp();
    expect(code).toMatch(/^\d{6}$/);
    expect((await app.resend.waitForMail(person.email)).subject).not.toContain(code);
  });

  it("confirms once of fifty tries at one moment", async () => {
    const { visitor, person, code } = await signedUp();
    const answers = await Promise.all(Array.from({ length: 50 }, () => typeCode(visitor, code)));
    const ways = answers.map((answer) => redirectOf(answer) ?? "stays");
    const ended = answers.filter((answer) => answer.setCookies.some((line) => line.startsWith("flash=email-verified")));
    expect(ended).toHaveLength(1);
    expect(ways.filter((way) => way === "/signin").length).toBeLessThanOrEqual(5);
    expect(await isVerified(app, person.email)).toBe(true);
    // Tries after the first count as guesses at the account, by which the sign-in would have to wait.
    await app.database.query(`DELETE FROM "PasswordGuesses"`);
    expect((await signIn(openVisitor(app), person)).path).toBe("/dashboard");
  });

  it("is guessed by nobody: of a hundred wrong codes at one moment five are evaluated, then not even the right one passes", async () => {
    const { visitor, person, code } = await signedUp();
    await Promise.all(Array.from({ length: 100 }, (_, round) => typeCode(visitor, wrong(code, round))));
    const [row] = await app.database.query<{ codeTries: number }>(
      `SELECT "codeTries" FROM "OneTimeToken" t JOIN "User" u ON u.id = t."userId" WHERE u.email = $1`,
      [person.email],
    );
    expect(row?.codeTries).toBe(5);
    expect((await typeCode(visitor, code)).text).toContain("Too many tries.");
    expect(await isVerified(app, person.email)).toBe(false);
  });

  it("works in the browser that signed up alone", async () => {
    const { visitor, person, code } = await signedUp();
    const thief = openVisitor(app);
    thief.cookies.set("mailed-address", encodeURIComponent(person.email));
    expect((await typeCode(thief, code)).text).toContain(refusal);
    await signUp(thief, { ...newPerson(app), email: person.email });
    expect((await typeCode(thief, code)).text).toContain(refusal);
    expect(await isVerified(app, person.email)).toBe(false);
    expect(redirectOf(await typeCode(visitor, code))).toBe("/signin");
    expect((await signIn(openVisitor(app), person)).path).toBe("/dashboard");
  });

  it("works for the address it was mailed to alone, whatever the cookie says", async () => {
    const { visitor, code } = await signedUp();
    const victim = await signedUp();
    visitor.cookies.set("mailed-address", encodeURIComponent(victim.person.email));
    expect((await typeCode(visitor, code)).text).toContain(refusal);
    expect((await typeCode(visitor, victim.code)).text).toContain(refusal);
    expect(await isVerified(app, victim.person.email)).toBe(false);
  });

  it("is dead once its ten minutes are over, while the link lives", async () => {
    const { visitor, person, code } = await signedUp();
    await app.database.query(
      `UPDATE "OneTimeToken" SET "codeExpiresAt" = now() WHERE "userId" = (SELECT id FROM "User" WHERE email = $1)`,
      [person.email],
    );
    expect((await typeCode(visitor, code)).text).toContain(refusal);
    const path = new URL(
      /https?:\/\/\S+\?token=\S+/.exec((await app.resend.waitForMail(person.email)).text)?.[0] ?? "",
    );
    await visitor.submit(await visitor.get(path.pathname + path.search), { button: /confirm/i });
    expect(await isVerified(app, person.email)).toBe(true);
  });
});
