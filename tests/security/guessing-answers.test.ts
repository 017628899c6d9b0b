import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { call } from "../support/api-client";
import { knownPassword, seedUser } from "../support/app-database";
import type { App } from "../support/app-server";
import type { Answer } from "../support/exchange";
import { newEmail, newPassword, openVisitor, parseSetCookie, signedIn, type Visitor } from "../support/form-client";
import { signInByNextAuth } from "../support/next-auth-client";
import type { TurnstileProvider } from "../support/turnstile-provider";
import { startGuessedApp, type Door, type GuessedApp } from "../support/guessed-app";

let app: App;
let turnstile: TurnstileProvider;
let tryByAction: Door;
let stop: GuessedApp["stop"];
beforeAll(async () => {
  ({ app, turnstile, tryByAction, stop } = await startGuessedApp());
});
afterAll(() => stop());

describe("guessing with a stolen session", () => {
  it("counts with sign-in, and keeps the owner from nothing on a known device", async () => {
    const { visitor: owner, user } = await signedIn(app);
    const stolen = [...owner.cookies].filter(([name]) => !name.includes("known-devices"));
    expect(stolen).toHaveLength(owner.cookies.size - 1);
    for (let guess = 0; guess < 6; guess++)
      await tryByAction(openVisitor(app), { ...user, password: newPassword(app) });
    const confirm = async (visitor: Visitor, password: string) =>
      await visitor.submit(await visitor.get("/confirm?next=/dashboard"), { field: "password" }, { password });
    const shown = [];
    for (let guess = 0; guess < 8; guess++)
      shown.push((await confirm(openVisitor(app, { cookies: new Map(stolen) }), newPassword(app))).shown);
    expect(shown.map((text) => /is not your password/.test(text))).toEqual(
      Array.from({ length: 8 }, (_, at) => at < 4),
    );
    expect((await confirm(openVisitor(app, { cookies: new Map(stolen) }), user.password)).path).not.toBe("/dashboard");
    expect((await confirm(owner, user.password)).path).toBe("/dashboard");
  });
});

describe("an address that takes no more guesses", () => {
  const owners: Record<string, () => Promise<string>> = {
    nobody: () => Promise.resolve(newEmail()),
    "a member": async () => (await seedUser(app.database)).email,
    "somebody unverified": async () => (await seedUser(app.database, { isVerified: false })).email,
    "somebody without a password": async () => (await seedUser(app.database, { withPassword: false })).email,
    "somebody suspended": async () => {
      const { id, email } = await seedUser(app.database);
      await app.database.query(`UPDATE "User" SET "suspendedAt" = now() WHERE "id" = $1`, [id]);
      return email;
    },
  };
  const paths: Record<string, Door> = {
    "the action": (visitor, attempt) => tryByAction(visitor, attempt),
    "NextAuth's form": (visitor, attempt) =>
      signInByNextAuth(visitor, { ...attempt, captcha: turnstile.pass({ action: "signin" }) }),
    "NextAuth's JSON": (visitor, attempt) =>
      signInByNextAuth(visitor, { ...attempt, captcha: turnstile.pass({ action: "signin" }) }, "json"),
    "the API": (from, attempt) =>
      call(app, "POST", "/token", { body: { ...attempt, captcha: turnstile.pass({ action: "signin" }) }, from }),
  };

  async function plantGuesses(email: string, inARow: number): Promise<void> {
    await app.database.query(
      `INSERT INTO "PasswordGuesses" ("accountKey", "guessedAt", "lastAt", "inARow")
       VALUES (encode(sha256($1::bytea), 'hex'), ARRAY[]::timestamptz[], now(), $2)`,
      [email, inARow],
    );
  }

  function look({ status, headers, setCookies, text }: Answer, email: string): string {
    const body = text.replaceAll(email, "").replaceAll(encodeURIComponent(email), "");
    const cookies = setCookies.map((line) => parseSetCookie(line).name);
    return [status, ...Object.keys(headers).sort(), ...cookies, body.replace(/[\w+/-]{20,}=*|\d+/g, "n")].join("\n");
  }

  it.each([
    ["in a pause", 12, 4 * 60],
    ["after a hundred in a row", 100, 60 * 60],
  ])("answers alike whoever it belongs to, and by every path, %s", async (_, inARow, longestWait) => {
    for (const [path, tryPassword] of Object.entries(paths)) {
      const looks = new Map<string, string>();
      for (const [owner, address] of Object.entries(owners)) {
        const email = await address();
        await plantGuesses(email, inARow);
        const answer = await tryPassword(openVisitor(app), { email, password: knownPassword });
        looks.set(owner, look(answer, email));
        if (path !== "the API") continue;
        expect(answer.status).toBe(429);
        const wait = Number(answer.headers["retry-after"]);
        expect(wait).toBeLessThanOrEqual(longestWait);
        expect(wait).toBeGreaterThan(longestWait - 30);
      }
      for (const [owner, seen] of looks) expect(seen, `${owner}, ${path}`).toBe(looks.get("nobody"));
    }
  });
});
