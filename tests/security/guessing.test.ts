import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callAction, findAction, formArguments } from "../support/action-client";
import { seedUser, type SeededUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import type { TurnstileProvider } from "../support/turnstile-provider";
import { startGuessedApp, type Door, type GuessedApp } from "../support/guessed-app";
import { newAddress, newEmail, newPassword, openVisitor, signIn, type Visitor } from "../support/form-client";
import { postToNextAuth, signInByNextAuth } from "../support/next-auth-client";

let app: App;
let turnstile: TurnstileProvider;
let tryByAction: Door;
let stop: GuessedApp["stop"];
beforeAll(async () => {
  ({ app, turnstile, tryByAction, stop } = await startGuessedApp());
});
afterAll(() => stop());

/** Every way by which a password can be tried. */
const doors: Record<string, Door> = {
  "the form without scripts": signIn,
  "the action": (visitor, attempt) => tryByAction(visitor, attempt),
  "NextAuth's form": (visitor, attempt) =>
    signInByNextAuth(visitor, { ...attempt, captcha: turnstile.pass({ action: "signin" }) }),
  "NextAuth's JSON": (visitor, attempt) =>
    signInByNextAuth(visitor, { ...attempt, captcha: turnstile.pass({ action: "signin" }) }, "json"),
  "NextAuth with a trailing slash": (visitor, attempt) =>
    postToNextAuth(visitor, { endpoint: "callback/credentials/", fields: attempt }),
  "NextAuth with a double slash": (visitor, attempt) =>
    postToNextAuth(visitor, { endpoint: "/callback/credentials", fields: attempt }),
  "NextAuth's sign-in endpoint": (visitor, attempt) =>
    postToNextAuth(visitor, { endpoint: "signin/credentials", fields: attempt }),
};

async function guessesCounted(): Promise<number> {
  const [row] = await app.database.query<{ most: number }>(
    `SELECT coalesce(max(cardinality("guessedAt")), 0) AS most FROM "PasswordGuesses"`,
  );
  return row?.most ?? 0;
}

async function opensSession(visitor: Visitor): Promise<boolean> {
  return (await visitor.send({ path: "/api/v1/me" })).status === 200;
}

describe("guessing through a side door", () => {
  it("lets a person in through the doors that sign in", async () => {
    for (const name of ["the form without scripts", "the action", "NextAuth's form", "NextAuth's JSON"]) {
      const visitor = openVisitor(app);
      await doors[name]?.(visitor, await seedUser(app.database));
      expect(await opensSession(visitor), name).toBe(true);
    }
  });

  it("evaluates ten guesses over all paths and addresses, and not the right password after them", async () => {
    const user = await seedUser(app.database);
    for (let round = 0; round < 6; round++) {
      for (const door of Object.values(doors))
        await door(openVisitor(app), { email: user.email, password: newPassword(app) });
    }
    expect(await guessesCounted()).toBe(10);
    for (const [name, door] of Object.entries(doors)) {
      const visitor = openVisitor(app);
      await door(visitor, user);
      expect(await opensSession(visitor), name).toBe(false);
    }
  });

  it("evaluates ten of a hundred guesses in one instant", async () => {
    const user = await seedUser(app.database);
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => tryByAction(openVisitor(app), { ...user, password: newPassword(app) })),
    );
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    expect(answers.filter(({ text }) => /is not right/.test(text)).length).toBeLessThanOrEqual(10);
    expect(answers.filter(({ text }) => /try again in \d/i.test(text)).length).toBeGreaterThanOrEqual(90);
    expect(await guessesCounted()).toBe(10);
  });

  it("forgets the count when the right password is given", async () => {
    const user = await seedUser(app.database);
    const visitor = openVisitor(app, { address: newAddress() });
    for (let round = 0; round < 2; round++) {
      for (let guess = 0; guess < 9; guess++)
        await tryByAction(openVisitor(app), { ...user, password: newPassword(app) });
      await tryByAction(visitor, user);
      expect(await opensSession(visitor)).toBe(true);
      visitor.cookies.clear();
    }
  });
});

describe("limit by client", () => {
  it("answers the sixth try of a minute with 429 and a Retry-After that counts down", async () => {
    const visitor = openVisitor(app);
    const tries = [];
    for (let round = 0; round < 7; round++)
      tries.push(await signInByNextAuth(visitor, { email: newEmail(), password: newPassword(app) }));
    expect(tries.map(({ status }) => status === 429)).toEqual([false, false, false, false, false, true, true]);
    const waits = tries.slice(5).map(({ headers }) => Number(headers["retry-after"]));
    for (const wait of waits)
      expect(wait).toSatisfy((seconds: number) => Number.isInteger(seconds) && seconds >= 1 && seconds <= 60);
    expect(waits[1]).toBeLessThanOrEqual(waits[0] ?? 0);
    const inForm = await signIn(visitor, { email: newEmail(), password: newPassword(app) });
    const said = Number(/try again in (\d+) second/i.exec(inForm.shown)?.[1]);
    expect(said).toBeGreaterThanOrEqual(1);
    expect(said).toBeLessThanOrEqual(waits[1] ?? 0);
  });

  it("takes every address of one IPv6 network for one client, and a mapped IPv4 address for itself", async () => {
    const network = `2001:db8:${randomBytes(2).toString("hex")}:7`;
    const four = newAddress();
    const groups = [
      Array.from(
        { length: 6 },
        () => `${network}:${randomBytes(2).toString("hex")}::${randomBytes(1).toString("hex")}`,
      ),
      [four, `::ffff:${four}`, four, `::FFFF:${four}`, four, four],
    ];
    for (const addresses of groups) {
      const answers = [];
      for (const address of addresses) {
        const visitor = openVisitor(app, { address });
        answers.push(await signInByNextAuth(visitor, { email: newEmail(), password: newPassword(app) }));
      }
      expect(answers.map(({ status }) => status === 429)).toEqual([false, false, false, false, false, true]);
    }
  });

  it("believes of a forwarded chain only what the trusted proxy added", async () => {
    const own = newAddress();
    const statuses = [];
    for (let round = 0; round < 6; round++) {
      const visitor = openVisitor(app, { address: `${newAddress()}, ${newAddress()}, ${own}` });
      statuses.push((await signInByNextAuth(visitor, { email: newEmail(), password: newPassword(app) })).status);
    }
    expect(statuses.map((status) => status === 429)).toEqual([false, false, false, false, false, true]);
  });
});

describe("spoofed client address", () => {
  it("stays in one bucket without a trusted proxy, whatever headers claim", async () => {
    const open = await startApp({ beside: app, env: { TRUSTED_PROXY_HOPS: "0" } });
    const spoofs = [
      "x-forwarded-for",
      "x-real-ip",
      "forwarded",
      "true-client-ip",
      "cf-connecting-ip",
      "x-client-ip",
      // The beginning of the name that the socket's address has inside the server; the rest of it is random.
      "x-latchkey-peer",
    ];
    const statuses = [];
    for (const name of spoofs) {
      const visitor = openVisitor(open);
      const value = name === "forwarded" ? `for=${newAddress()}` : newAddress();
      const fields = { email: newEmail(), password: newPassword(app) };
      const headers = { [name]: value, "user-agent": randomBytes(8).toString("hex") };
      statuses.push((await postToNextAuth(visitor, { endpoint: "callback/credentials", fields, headers })).status);
    }
    await open.stop();
    expect(statuses.map((status) => status === 429)).toEqual([false, false, false, false, false, true, true]);
  });
});

describe("object credentials", () => {
  let user: SeededUser;
  beforeAll(async () => {
    user = await seedUser(app.database);
  });

  const hostile: [string, unknown, unknown][] = [
    ["a filter for the address", { contains: "@" }, "x"],
    ["a filter for both", { not: null }, { not: null }],
    ["lists", ["a@example.com"], ["x"]],
    ["numbers", 1, 2],
    ["nothing", undefined, undefined],
    ["nulls", null, null],
    ["truth", true, true],
    ["a prototype", { __proto__: { x: 1 } }, { constructor: { prototype: {} } }],
    ["ten thousand levels", "[".repeat(5_000), "{".repeat(5_000)],
  ];

  it.each(hostile)("refuses %s and quotes no query", async (_, email, password) => {
    for (const as of ["json", "form"] as const) {
      const visitor = openVisitor(app);
      const answer = await signInByNextAuth(visitor, { email, password }, as);
      expect(answer.status).toBeLessThan(500);
      expect(answer.text + String(answer.headers.location)).not.toMatch(/prisma|invocation|findUnique|argument/i);
      expect(await opensSession(visitor)).toBe(false);
    }
  });

  it("takes the first of repeated fields, or refuses, alike on every path", async () => {
    const visitor = openVisitor(app);
    const wrong = newPassword(app);
    await callAction(
      visitor,
      findAction("signinAction"),
      formArguments([
        ["email", user.email],
        ["email", newEmail()],
        ["password", wrong],
        ["password", user.password],
      ]),
    );
    expect(await opensSession(visitor)).toBe(false);
    await visitor.send({ path: "/api/auth/csrf" });
    const { csrfToken } = JSON.parse((await visitor.send({ path: "/api/auth/csrf" })).text) as { csrfToken: string };
    const body = new URLSearchParams([
      ["csrfToken", csrfToken],
      ["email", user.email],
      ["password", wrong],
      ["password", user.password],
    ]).toString();
    await visitor.send({
      method: "POST",
      path: "/api/auth/callback/credentials",
      headers: { "content-type": "application/x-www-form-urlencoded", origin: app.origin },
      body,
    });
    expect(await opensSession(visitor)).toBe(false);
  });
});

describe("long passwords", () => {
  it.each([4_097, 1_000_000, 10_000_000])("refuses %d characters before they are hashed", async (length) => {
    const password = "x".repeat(length);
    const action = findAction("signinAction");
    const started = performance.now();
    const fields: [string, string][] = [
      ["email", newEmail()],
      ["password", password],
    ];
    const sent = Array.from({ length: 5 }, () => [
      callAction(openVisitor(app), action, formArguments(fields)),
      signInByNextAuth(openVisitor(app), { email: newEmail(), password }),
    ]).flat();
    for (const { status } of await Promise.all(sent)) expect(status).toBeLessThan(500);
    expect((await openVisitor(app).send({ path: "/signin" })).status).toBe(200);
    expect(performance.now() - started).toBeLessThan(30_000);
  });

  it("truncates nothing: one byte at the end of eighty makes another password", async () => {
    const visitor = openVisitor(app);
    const password = app.mark(`${"🚪🔑".repeat(8)}${randomBytes(12).toString("base64url")}`);
    const email = newEmail();
    await visitor.submit(await visitor.get("/signup"), { field: "name" }, { name: "Ada", email, password });
    await app.database.query(`UPDATE "User" SET "isVerified" = true WHERE email = $1`, [email]);
    const shorter = Buffer.from(password).subarray(0, 72).toString();
    for (const wrong of [password.slice(0, -1), `${password.slice(0, -1)}!`, shorter, ` ${password}`, `${password} `]) {
      const guesser = openVisitor(app);
      expect((await tryByAction(guesser, { email, password: wrong })).text).toMatch(/is not right/);
    }
    const owner = openVisitor(app);
    await tryByAction(owner, { email, password });
    expect(await opensSession(owner)).toBe(true);
  });
});
