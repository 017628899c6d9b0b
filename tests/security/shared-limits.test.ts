import { randomInt } from "node:crypto";
import { createClient } from "redis";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { call } from "../support/api-client";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { newAddress, newEmail, newPassword, openVisitor, signIn } from "../support/form-client";
import { signInByNextAuth } from "../support/next-auth-client";
import { begunMinutes, p95, untilOneHolds } from "../support/pace";
import { startRedis, type RedisServer } from "../support/redis-server";
import { startUpstashFront, type UpstashFront } from "../support/upstash-front";

let redis: RedisServer;
let front: UpstashFront;
beforeAll(async () => {
  redis = await startRedis();
  front = await startUpstashFront(redis.url);
});
afterAll(async () => {
  await front.stop();
  await redis.stop();
});

type Try = { status: number; tookMs: number };

/** Tries wrong passwords, in turn on each app, and answers what they said. */
async function tryOn(
  apps: App[],
  { address, email = newEmail(), times = 12 }: { address: string; email?: string; times?: number },
) {
  const tries: Try[] = [];
  for (let index = 0; index < times; index++) {
    const app = apps[index % apps.length];
    if (!app) break;
    const began = performance.now();
    const { status } = await signInByNextAuth(openVisitor(app, { address }), { email, password: newPassword(app) });
    tries.push({ status, tookMs: performance.now() - began });
  }
  return tries;
}

const passed = (tries: Try[]) => tries.filter(({ status }) => status !== 429).length;
const failed = (tries: Try[]) => tries.filter(({ status }) => status >= 500).length;
const linesOf = (app: App, event: string) => app.output().split(`"event":"${event}"`).length - 1;

/** Of tries that were more than five in each minute: five, and no more than five for each minute that they took. */
function expectFiveAMinute(count: number, began: number): void {
  expect(count).toBeGreaterThanOrEqual(5);
  expect(count).toBeLessThanOrEqual(5 * begunMinutes(began));
}

describe.each(["Redis", "Upstash", "Postgres"])("two instances that count in %s", (store) => {
  let apps: [App, App];
  beforeAll(async () => {
    const env: Record<string, string> =
      store === "Redis"
        ? { REDIS_URL: redis.url }
        : store === "Upstash"
          ? { UPSTASH_REDIS_REST_URL: front.url, UPSTASH_REDIS_REST_TOKEN: front.token }
          : {};
    const one = await startApp({ env });
    apps = [one, await startApp({ env, beside: one })];
  });
  afterAll(async () => {
    const [one, other] = apps;
    await other.stop();
    await one.stop();
  });

  it("let five a minute of one client through together", async () => {
    const away = () => apps.map((app) => linesOf(app, "limit_store_away"));
    const round = async () => {
      const before = away();
      const count = passed(await tryOn(apps, { address: newAddress() }));
      const missed = away().map((lines, index) => lines - (before[index] ?? 0));
      if (Math.max(...missed) === 0) expect(count).toBe(5);
      return missed;
    };
    // A store that misses its 200 ms, for the machine has no time for it, is away, and each instance counts for itself.
    expect(await untilOneHolds(round, (missed) => Math.max(...missed) === 0)).toEqual([0, 0]);
  });
});

describe("an instance whose Redis hangs in the middle of guessing", () => {
  it("keeps the cap of each client, fails for nobody, says so once, and is back on Redis within five seconds", async () => {
    const round = async () => {
      const app = await startApp({ env: { REDIS_URL: redis.url } });
      const { email } = await seedUser(app.database);
      const address = newAddress();
      const began = performance.now();
      expect(passed(await tryOn([app], { address, email, times: 4 }))).toBe(4);
      redis.pause();
      const hung = await tryOn([app], { address, email, times: 100 });
      expectFiveAMinute(4 + passed(hung), began);
      const othersBegan = performance.now();
      const others = await tryOn([app], { address: newAddress(), email, times: 100 });
      expectFiveAMinute(passed(others), othersBegan);
      redis.resume();
      const resumed = performance.now();
      await vi.waitUntil(() => linesOf(app, "limit_store_back") > 0, { timeout: 30_000, interval: 20 });
      const backMs = performance.now() - resumed;
      const tries = [...hung, ...others];
      expect(failed(tries)).toBe(0);
      const told = ["limit_store_away", "limit_store_back"].map((event) => linesOf(app, event));
      const refused = tries.filter(({ status }) => status === 429).map(({ tookMs }) => tookMs);
      await app.stop();
      return { backMs, told, refusedMs: p95(refused) };
    };
    const found = await untilOneHolds(
      round,
      ({ backMs, told, refusedMs }) => backMs < 5_000 && Math.max(...told) === 1 && refusedMs < 250,
    );
    expect(found.backMs).toBeLessThan(5_000);
    expect(found.told).toEqual([1, 1]);
    expect(found.refusedMs).toBeLessThan(250);
  }, 600_000);
});

describe("two instances that lose their Redis in the middle of a thousand guesses", () => {
  let server: RedisServer;
  let apps: [App, App];
  let operator: Awaited<ReturnType<typeof connectAsOperator>>;

  const password = "the password of the tests";
  beforeAll(async () => {
    server = await startRedis({ password });
    const env = { REDIS_URL: server.url };
    const one = await startApp({ env });
    apps = [one, await startApp({ env, beside: one })];
    operator = await connectAsOperator(server.url);
  });
  afterAll(async () => {
    operator.destroy();
    await apps[1].stop();
    await apps[0].stop();
    await server.stop();
  });

  async function connectAsOperator(url: string) {
    const client = createClient({ url });
    // It goes down with the server where a test stops that.
    client.on("error", () => undefined);
    return await client.connect();
  }

  const say = async (...command: string[]): Promise<void> => {
    await operator.sendCommand(command);
  };
  const dropClients = () => say("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");

  /** Guesses at one account from 500 addresses, every fifth from one of them, ten at a time and in turn on both instances. */
  async function guess(
    times: number,
    { email, own, network }: { email: string; own: string; network: number },
  ): Promise<(Try & { own: boolean })[]> {
    const tries: (Try & { own: boolean })[] = [];
    for (let done = 0; done < times; done += 10) {
      const batch = Array.from({ length: 10 }, async (_, index) => {
        const isOwn = index % 5 === 0;
        const app = apps[(index + done / 10) % 2] ?? apps[0];
        const from = openVisitor(app, {
          address: isOwn ? own : `198.18.${network + Math.floor(done / 250)}.${(done + index) % 250}`,
        });
        const began = performance.now();
        const body = { email: isOwn ? newEmail() : email, password: "a wrong password" };
        const { status } = await call(app, "POST", "/token", { body, from });
        return { status, tookMs: performance.now() - began, own: isOwn };
      });
      tries.push(...(await Promise.all(batch)));
    }
    return tries;
  }

  const p95OfRefused = (tries: Try[]) => p95(tries.filter(({ status }) => status !== 401).map(({ tookMs }) => tookMs));

  const lines = (event: string) => apps.map((app) => linesOf(app, event));

  type Fault = { what: string; fail: () => Promise<void>; mend: () => Promise<void>; isOutage: boolean };

  /** Guesses before and in the fault: what holds on every machine is expected here, and what a busy one may spoil is answered. */
  async function guessThrough({ fail, mend, isOutage }: Fault) {
    const events = ["limit_store_away", "limit_store_back"];
    const before = events.map(lines);
    const added = () =>
      events.map(lines).map((counts, at) => counts.map((count, index) => count - (before[at]?.[index] ?? 0)));
    const victim = await seedUser(apps[0].database);
    const guesser = { email: victim.email, own: newAddress(), network: 4 * randomInt(64) };
    const began = performance.now();
    const quiet = await guess(200, guesser);
    await fail();
    const during = await guess(800, guesser);
    const minutes = begunMinutes(began);
    await mend();
    const mended = performance.now();
    const isBack = () => added()[1]?.every((count) => count > 0);
    if (isOutage) await vi.waitUntil(isBack, { timeout: 30_000, interval: 20 });
    const backMs = performance.now() - mended;
    const tries = [...quiet, ...during];
    expect(failed(tries)).toBe(0);
    const evaluated = (own: boolean) => tries.filter((one) => one.own === own && one.status === 401).length;
    expect(evaluated(false)).toSatisfy((count: number) => count >= 1 && count <= 10);
    // While one store takes over from another, each of the two instances lets its five a minute through.
    expect(evaluated(true)).toSatisfy((count: number) => count >= 5 && count <= 10 * minutes);
    const told = added();
    // A fault within ten seconds of the return would belong to the same outage, and not be told again.
    for (const app of apps) {
      await app.kill();
      await app.startAgain();
    }
    return { backMs, told, longerMs: p95OfRefused(during) - p95OfRefused(quiet) };
  }

  it.each<Fault>([
    { what: "hangs", fail: async () => server.pause(), mend: async () => server.resume(), isOutage: true },
    {
      what: "answers two seconds late",
      fail: () => say("CLIENT", "PAUSE", "2000", "ALL"),
      mend: async () => undefined,
      isOutage: true,
    },
    {
      what: "knows another password",
      fail: async () => {
        await say("CONFIG", "SET", "requirepass", "another");
        await dropClients();
      },
      mend: () => say("CONFIG", "SET", "requirepass", password),
      isOutage: true,
    },
    { what: "is emptied", fail: () => say("FLUSHALL"), mend: async () => undefined, isOutage: false },
    {
      what: "refuses connections",
      fail: () => server.stop(),
      mend: async () => {
        server = await startRedis({ password, port: server.port });
      },
      isOutage: true,
    },
  ])(
    "hold every cap, fail for nobody and are back in five seconds: it $what",
    async (fault) => {
      const times = fault.isOutage ? 1 : 0;
      // A store that misses its 200 ms, for the machine has no time for it, is an outage more, and is told like one.
      const { backMs, told, longerMs } = await untilOneHolds(
        () => guessThrough(fault),
        (found) => found.backMs < 5_000 && found.told.flat().every((lines) => lines === times) && found.longerMs <= 250,
      );
      expect(backMs).toBeLessThan(5_000);
      expect(told).toEqual([
        [times, times],
        [times, times],
      ]);
      expect(longerMs).toBeLessThanOrEqual(250);
    },
    600_000,
  );
});

describe("the time that a limit names", () => {
  it("is the same in the header and in the text, counts down, and lets the client in when it is over", async () => {
    const app = await startApp();
    const visitor = openVisitor(app);
    const refused = async () => {
      const answer = await call(app, "POST", "/token", {
        body: { email: newEmail(), password: "wrong" },
        from: visitor,
      });
      return answer.status === 429 ? Number(answer.headers["retry-after"]) : null;
    };
    for (let round = 0; round < 5; round++) expect(await refused()).toBeNull();
    /** As if so much time had passed: the windows are moved, and the instance begins with an empty memory. */
    const letPass = async (seconds: number) => {
      await app.database.query(
        `UPDATE "RateLimitWindow" SET "passedAt" = ARRAY(SELECT t - make_interval(secs => $1) FROM unnest("passedAt") WITH ORDINALITY AS u(t, n) ORDER BY n)`,
        [seconds],
      );
      await app.kill();
      await app.startAgain();
    };
    const began = performance.now();
    const first = (await refused()) ?? 0;
    expect(first).toSatisfy((wait: number) => Number.isInteger(wait) && wait >= 1 && wait <= 3_600);
    const inText = await signIn(visitor, { email: newEmail(), password: newPassword(app) });
    const said = Number(/again in (\d+) second/i.exec(inText.shown)?.[1]);
    expect(said).toBeLessThanOrEqual(first);
    expect(said).toBeGreaterThanOrEqual(first - Math.ceil((performance.now() - began) / 1_000));
    await letPass(20);
    const second = (await refused()) ?? 0;
    expect(second).toBeGreaterThanOrEqual(1);
    expect(second).toBeLessThanOrEqual(first - 20);
    await letPass(second);
    expect(await refused()).toBeNull();
    await app.stop();
  });
});
