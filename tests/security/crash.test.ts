import { randomInt } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callAction, findAction, formArguments } from "../support/action-client";
import { seedUser, type SeededUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { newPassword, newPerson, openVisitor, signIn, type Person, type Visitor } from "../support/form-client";
import { askForReset } from "../support/mailed-links";

/** `CRASH_ROUNDS=100 npm test -- --project "security*" crash` for the long run. */
const rounds = Number(process.env["CRASH_ROUNDS"] ?? 20);
/** Longer than a sign-up with its mail takes here, so that kills fall before, into and after every step. */
const longestMs = 450;

const untouched = ["0 user, 0 token, 0 mail", "old password, 1 session, 1 unused link, 0 notice"];
const done = ["1 user, 1 token, 1 mail", "new password, 0 session, 0 unused link, 1 notice"];

/** On a slower machine the kills are all too early, on a faster one too late: then the next ones come later, or sooner. */
function adjusted(upToMs: number, seen: ReadonlySet<string>): number {
  const [tooLate, tooEarly] = [untouched, done].map((states) => !states.every((state) => seen.has(state)));
  if (tooEarly === tooLate) return upToMs;
  return tooEarly ? Math.min(upToMs * 1.5, 20_000) : Math.max(upToMs / 1.5, 10);
}

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(async () => {
  await app.stop();
});

type Reset = { user: SeededUser; visitor: Visitor; password: string };

async function prepareReset(): Promise<Reset> {
  const user = await seedUser(app.database);
  await signIn(openVisitor(app), user);
  const visitor = openVisitor(app);
  await visitor.get((await askForReset(app, user.email)).path);
  return { user, visitor, password: newPassword(app) };
}

/** Nothing of it, or the user with one unused link and one mail that is owed or sent. */
async function signupState(person: Person): Promise<string> {
  const [row] = await app.database.query<{ users: number; tokens: number; mails: number }>(
    `SELECT (SELECT count(*)::int FROM "User" WHERE email = $1) AS users,
      (SELECT count(*)::int FROM "OneTimeToken" t JOIN "User" u ON u.id = t."userId" WHERE u.email = $1) AS tokens,
      (SELECT count(*)::int FROM "OutboxMail" WHERE recipient = $1) AS mails`,
    [person.email],
  );
  return `${row?.users} user, ${row?.tokens} token, ${row?.mails} mail`;
}

/** The old password with its session and an unused link, or none of these and the notice. */
async function resetState({ user }: Reset, before: string): Promise<string> {
  const [row] = await app.database.query<{ password: string; sessions: number; unused: number; notices: number }>(
    `SELECT password, (SELECT count(*)::int FROM "Session" WHERE "userId" = u.id) AS sessions,
      (SELECT count(*)::int FROM "OneTimeToken" WHERE "userId" = u.id AND "usedAt" IS NULL) AS unused,
      (SELECT count(*)::int FROM "OutboxMail" WHERE recipient = u.email AND kind = 'password-changed') AS notices
      FROM "User" u WHERE id = $1`,
    [user.id],
  );
  const hash = row?.password === before ? "old" : "new";
  return `${hash} password, ${row?.sessions} session, ${row?.unused} unused link, ${row?.notices} notice`;
}

async function passwordHash(id: string): Promise<string> {
  const [row] = await app.database.query<{ password: string }>(`SELECT password FROM "User" WHERE id = $1`, [id]);
  return row?.password ?? "";
}

describe("kill -9", () => {
  it(
    `leaves sign-up and reset before or after, never between, ${rounds} times, and loses and repeats no mail`,
    async () => {
      const seen = new Set<string>();
      const areAllSeen = () => [...untouched, ...done].every((state) => seen.has(state));
      let upToMs = longestMs;
      for (let round = 0; round < rounds || (round < 5 * rounds && !areAllSeen()); round++) {
        if (round >= rounds) upToMs = adjusted(upToMs, seen);
        const reset = await prepareReset();
        const before = await passwordHash(reset.user.id);
        const person = newPerson(app);
        const signup = formArguments([
          ["name", person.name],
          ["email", person.email],
          ["password", person.password],
        ]);
        const calls = [
          callAction(openVisitor(app), findAction("signupAction"), signup),
          callAction(reset.visitor, findAction("resetPasswordAction"), formArguments([["password", reset.password]])),
        ];
        await Promise.race([Promise.allSettled(calls), wait(randomInt(Math.ceil(upToMs)))]);
        await app.kill();
        await Promise.allSettled(calls);
        seen.add(await signupState(person)).add(await resetState(reset, before));
        await app.startAgain();
      }
      const whole = [...untouched, ...done];
      expect([...seen].filter((state) => !whole.includes(state))).toEqual([]);
      // Both ends were met, so the kills were not all too early or all too late.
      expect([...seen].sort()).toEqual([...whole].sort());
      await everyMailOnce();
    },
    rounds * 60_000,
  );
});

async function everyMailOnce(): Promise<void> {
  // What the dead processes had claimed is theirs for another minute: let it be over.
  await app.database.query(`UPDATE "OutboxMail" SET "dueAt" = now() WHERE status = 'WAITING'`);
  const open = async () => (await app.database.query(`SELECT id FROM "OutboxMail" WHERE status <> 'SENT'`)).length;
  await expect.poll(open, { timeout: 120_000, interval: 500 }).toBe(0);
  const owed = await app.database.query<{ id: string }>(`SELECT id FROM "OutboxMail"`);
  expect(app.resend.mails.map(({ key }) => key).sort()).toEqual(owed.map(({ id }) => id).sort());
  expect(app.resend.faults).toEqual([]);
}
