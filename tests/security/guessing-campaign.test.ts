import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callAction, findAction, formArguments } from "../support/action-client";
import { call } from "../support/api-client";
import { seedUser, type SeededUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import type { Answer } from "../support/exchange";
import { startTurnstileProvider, type TurnstileProvider } from "../support/turnstile-provider";
import { newAddress, newPassword, openVisitor, signedIn } from "../support/form-client";
import { insistently, type Door } from "../support/guessed-app";
import { signInByNextAuth } from "../support/next-auth-client";
import { p95, untilOneHolds } from "../support/pace";
import { startRedis, type RedisServer } from "../support/redis-server";

let redis: RedisServer;
let turnstile: TurnstileProvider;
let one: App;
let other: App;
beforeAll(async () => {
  [redis, turnstile] = await Promise.all([startRedis(), startTurnstileProvider()]);
  const env = { REDIS_URL: redis.url, ...turnstile.env };
  one = await startApp({ env });
  other = await startApp({ env, beside: one });
});
afterAll(async () => {
  await other.stop();
  await one.stop();
  turnstile.close();
  await redis.stop();
});

/** Every way by which somebody can guess, who passes each captcha. */
const plainDoors: Door[] = [
  (visitor, { email, password }) =>
    callAction(
      visitor,
      findAction("signinAction"),
      formArguments([
        ["email", email],
        ["password", password],
        ["captcha", turnstile.pass({ action: "signin" })],
      ]),
    ),
  (visitor, guess) => signInByNextAuth(visitor, { ...guess, captcha: turnstile.pass({ action: "signin" }) }),
  (from, guess) =>
    call(from.app, "POST", "/sign-in", {
      body: { ...guess, captcha: turnstile.pass({ action: "signin" }) },
      from,
      headers,
    }),
  (from, guess) =>
    call(from.app, "POST", "/token", { body: { ...guess, captcha: turnstile.pass({ action: "signin" }) }, from }),
];
const headers = { "sec-fetch-site": "same-origin" };
const doors = plainDoors.map(insistently);

type Tried = { answer: Answer; tookMs: number };

type Campaign = { guesses: number; atOnce: number; on?: readonly App[] };

/** Guesses through all doors of both instances, or of those that are named, each address twice. */
async function campaign(email: string, { guesses, atOnce, on = [other, one, one] }: Campaign): Promise<Tried[]> {
  const tried: Tried[] = [];
  let begun = 0;
  let address = newAddress();
  async function lane(): Promise<void> {
    while (begun < guesses) {
      const turn = begun++;
      if (turn % 2 === 0) address = newAddress();
      const visitor = openVisitor(on[turn % on.length] ?? one, { address });
      const began = performance.now();
      const answer = await doors[turn % doors.length]?.(visitor, { email, password: newPassword(one) });
      if (answer) tried.push({ answer, tookMs: performance.now() - began });
    }
  }
  await Promise.all(Array.from({ length: atOnce }, lane));
  // Where something broke, the API answers as it does for a captcha that was not heard.
  for (const app of on) expect(app.output().split('"event":"api_failed"').length - 1).toBe(0);
  return tried;
}

/** What the database counted as evaluated, since the last right password. */
async function evaluated(): Promise<number> {
  const [row] = await one.database.query<{ most: number }>(
    `SELECT coalesce(max("inARow"), 0) AS most FROM "PasswordGuesses"`,
  );
  return row?.most ?? 0;
}

function saysWrong({ status, text }: Answer): boolean {
  return /is not right|invalid_credentials/.test(text) || (status === 401 && /CredentialsSignin/.test(text));
}

const failures = (tried: Tried[]) => tried.filter(({ answer }) => answer.status >= 500);

const p95Of = (tried: Tried[]) => p95(tried.map(({ tookMs }) => tookMs));

describe("a campaign against one account, by somebody who passes every captcha", () => {
  let victim: SeededUser;
  beforeAll(async () => {
    victim = await seedUser(one.database);
  });

  it("has ten of a thousand guesses from five hundred addresses evaluated, over all doors of two instances", async () => {
    const tried = await campaign(victim.email, { guesses: 1_000, atOnce: 8 });
    expect(tried).toHaveLength(1_000);
    expect(failures(tried)).toEqual([]);
    expect(tried.filter(({ answer }) => saysWrong(answer)).length).toBeLessThanOrEqual(10);
    expect(await evaluated()).toBe(10);
    expect(turnstile.asked.length).toBeGreaterThan(100);
  }, 600_000);

  it("has none more evaluated when the instances start anew, their memory and Redis empty", async () => {
    await Promise.all([one.kill(), other.kill(), redis.tell("FLUSHALL")]);
    await Promise.all([one.startAgain(), other.startAgain()]);
    const tried = await campaign(victim.email, { guesses: 100, atOnce: 8 });
    expect(failures(tried)).toEqual([]);
    expect(tried.filter(({ answer }) => saysWrong(answer))).toEqual([]);
    expect(await evaluated()).toBe(10);
  });

  it("keeps the right password out too, by every door, for whoever comes from a strange device", async () => {
    for (const door of doors) {
      const visitor = openVisitor(one, { address: newAddress() });
      await door(visitor, victim);
      expect((await visitor.send({ path: "/api/v1/me" })).status).toBe(401);
    }
  });
});

describe("a hundred guesses in one instant", () => {
  it("have ten evaluated", async () => {
    const { email } = await seedUser(one.database);
    const tried = await campaign(email, { guesses: 100, atOnce: 100 });
    expect(failures(tried)).toEqual([]);
    expect(tried.filter(({ answer }) => saysWrong(answer)).length).toBeLessThanOrEqual(10);
  });
});

describe("a campaign over four instances", () => {
  let four: App[] = [];
  beforeAll(async () => {
    const env = { REDIS_URL: redis.url, ...turnstile.env };
    four = [one, other, await startApp({ env, beside: one }), await startApp({ env, beside: one })];
  });
  afterAll(async () => {
    for (const app of four.slice(2)) await app.stop();
  });

  it("has ten guesses evaluated, though each instance and Redis forget all after every twenty-five", async () => {
    const { email } = await seedUser(one.database);
    const tried: Tried[] = [];
    for (const app of [...four, ...four]) {
      tried.push(...(await campaign(email, { guesses: 25, atOnce: 5, on: [app] })));
      await Promise.all([app.kill(), redis.tell("FLUSHALL")]);
      await app.startAgain();
    }
    expect(tried).toHaveLength(200);
    expect(failures(tried)).toEqual([]);
    expect(tried.filter(({ answer }) => saysWrong(answer))).toHaveLength(10);
  });
});

describe("an owner whose account is guessed at", () => {
  it("signs in on a device that is known, and not by its cookie for another account", async () => {
    const { visitor, user } = await signedIn(one);
    const { user: neighbour } = await signedIn(one);
    const known = new Map([...visitor.cookies].filter(([name]) => name.includes("known-devices")));
    expect(known.size).toBe(1);
    for (const { email } of [user, neighbour]) await campaign(email, { guesses: 40, atOnce: 8 });
    const atHome = openVisitor(one, { cookies: new Map(known) });
    await doors[0]?.(atHome, user);
    expect((await atHome.send({ path: "/api/v1/me" })).status).toBe(200);
    const elsewhere = openVisitor(other, { cookies: new Map(known) });
    await doors[0]?.(elsewhere, neighbour);
    expect((await elsewhere.send({ path: "/api/v1/me" })).status).toBe(401);
  });

  it("is mailed a link that makes a new device known, once, and signs nobody in by itself", async () => {
    const user = await seedUser(one.database);
    await campaign(user.email, { guesses: 40, atOnce: 8 });
    const path = await unlockLinkTo(user.email);
    const visitor = openVisitor(one);
    const page = await visitor.get(path);
    expect(page.path).toBe("/unlock");
    expect((await visitor.submit(page, { button: /my device/ })).path).toBe("/signin");
    expect((await visitor.send({ path: "/api/v1/me" })).status).toBe(401);
    await doors[0]?.(visitor, user);
    expect((await visitor.send({ path: "/api/v1/me" })).status).toBe(200);
    const second = openVisitor(other);
    expect((await second.get(path)).shown).toMatch(/does not work/);
  });
});

async function unlockLinkTo(email: string): Promise<string> {
  const { text } = await one.resend.waitForMail(email, { withinMs: 45_000 });
  return /\/unlock\?token=[\w-]+/.exec(text)?.[0] ?? "";
}

describe("a Redis that hangs in the middle of a campaign", () => {
  it("costs a request 250 ms at the 95th percentile and nobody an error, and the cap holds", async () => {
    const round = async () => {
      const { email } = await seedUser(one.database);
      const before = await campaign(email, { guesses: 200, atOnce: 2 });
      redis.pause();
      const hung = await campaign(email, { guesses: 800, atOnce: 2 });
      redis.resume();
      expect(failures([...before, ...hung])).toEqual([]);
      expect([...before, ...hung].filter(({ answer }) => saysWrong(answer)).length).toBeLessThanOrEqual(10);
      return p95Of(hung) - p95Of(before);
    };
    expect(await untilOneHolds(round, (longerMs) => longerMs <= 250)).toBeLessThanOrEqual(250);
  }, 600_000);
});
