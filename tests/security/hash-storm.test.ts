import { randomBytes } from "node:crypto";
import * as bcrypt from "@node-rs/bcrypt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callAction, findAction, formArguments } from "../support/action-client";
import { call, expectProblem } from "../support/api-client";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import type { Answer } from "../support/exchange";
import { newAddress, newEmail, newPassword, openVisitor, signedIn, signIn } from "../support/form-client";
import { signInByNextAuth } from "../support/next-auth-client";

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(async () => {
  await app.stop();
});

type Door = (email: string) => Promise<Answer>;

/** Every way to have a password compared, with an account or without one. */
const doors: Record<string, Door> = {
  API: (email) => call(app, "POST", "/token", { body: { email, password: newPassword(app) } }),
  NextAuth: (email) => signInByNextAuth(openVisitor(app), { email, password: newPassword(app) }),
  "sign-in form": (email) => callForm("signinAction", { email, password: newPassword(app) }),
};

function callForm(action: string, fields: Record<string, string>): Promise<Answer> {
  return callAction(openVisitor(app), findAction(action), formArguments(Object.entries(fields)));
}

const saysBusy = (answer: Answer) => /server is busy/i.test(answer.text);
const isBusy = (door: string, answer: Answer) => (door.endsWith("form") ? saysBusy(answer) : answer.status === 503);

/** Compared in a tenth of a second or so: however fast the rest becomes, more is asked for than two threads can compare. */
function costlyHash(): Promise<string> {
  return bcrypt.hash(randomBytes(12).toString("hex"), 11);
}

const median = (answers: Answer[]) => answers.map(({ ms }) => ms).sort((a, b) => a - b)[answers.length >> 1] ?? NaN;

describe("a flood of passwords to hash", () => {
  let answers: { door: string; answer: Answer }[] = [];
  let pages: Answer[] = [];
  const calm: Answer[] = [];

  beforeAll(async () => {
    const { visitor } = await signedIn(app);
    const passwordHash = await costlyHash();
    const known = await Promise.all(Array.from({ length: 40 }, () => seedUser(app.database, { passwordHash })));
    for (let round = 0; round < 5; round++) calm.push(await visitor.send({ path: "/dashboard" }));

    let isOver = false;
    const names = Object.keys(doors);
    const storm = Array.from({ length: 400 }, async (_, index) => {
      const door = names[index % names.length] ?? "";
      const email = index % 2 === 0 ? (known[(index >> 1) % known.length]?.email ?? "") : newEmail();
      const answer = await doors[door]?.(email);
      return answer ? [{ door, answer }] : [];
    });
    const reading = (async () => {
      const read: Answer[] = [];
      while (!isOver) read.push(await visitor.send({ path: "/dashboard" }));
      return read;
    })();
    answers = (await Promise.all(storm)).flat();
    isOver = true;
    pages = await reading;
  }, 120_000);

  it.each(Object.keys(doors))("is told honestly by the %s that the server is busy", (door) => {
    const told = answers.filter((each) => each.door === door);
    const busy = told.filter(({ answer }) => isBusy(door, answer));
    expect(busy.length).toBeGreaterThan(0);
    for (const { answer } of busy) {
      if (door.endsWith("form")) expect(answer.text).toMatch(/Try again in \d+ second/);
      else expect(Number(answer.headers["retry-after"])).toSatisfy((wait: number) => wait >= 1 && wait <= 60);
      if (door === "API") expectProblem(answer, 503, "unavailable");
    }
  });

  it("sees no other fault, and lets nobody in", () => {
    const others = answers.filter(({ door, answer }) => answer.status >= 500 && !isBusy(door, answer));
    expect(others).toEqual([]);
    const sessions = answers
      .flatMap(({ answer }) => answer.setCookies)
      .filter((cookie) => /session-token=.+/.test(cookie));
    expect(sessions).toEqual([]);
  });

  it("counts as guesses those alone that were evaluated", async () => {
    const evaluated = answers.filter(({ answer }) =>
      /is not right|invalid_credentials|CredentialsSignin/.test(answer.text),
    );
    const [counted] = await app.database.query<{ sum: number }>(
      `SELECT sum("inARow")::int AS sum FROM "PasswordGuesses"`,
    );
    expect(counted?.sum).toBe(evaluated.length);
  });

  it("is answered whole, for what waits is bounded", () => {
    const evaluated = answers.filter(({ door, answer }) => !isBusy(door, answer));
    expect(evaluated.length).toBeGreaterThan(0);
    expect(answers).toHaveLength(400);
    expect(Math.max(...answers.map(({ answer }) => answer.ms))).toBeLessThan(30_000);
  });

  it("makes no page of who is signed in wait as those do who are hashed", () => {
    expect(pages.length).toBeGreaterThan(0);
    expect(new Set(pages.map(({ status }) => status))).toEqual(new Set([200]));
    const waiting = answers.filter(({ door, answer }) => !isBusy(door, answer)).map(({ answer }) => answer);
    expect(median(pages)).toBeLessThan(median(waiting) / 2);
    expect(calm.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  });

  // So many failures may have raised the alarm, which asks for a captcha.
  it("passes: whoever comes after it is not told that the server is busy", async () => {
    const page = await signIn(openVisitor(app, { address: newAddress() }), await seedUser(app.database));
    expect(page.status).toBe(200);
    expect(page.shown).not.toMatch(/busy/i);
  });
});
