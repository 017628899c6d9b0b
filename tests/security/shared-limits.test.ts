import { createClient } from "redis";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { call } from "../support/api-client";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { newAddress, newEmail, newPassword, openVisitor, signIn } from "../support/form-client";
import { signInByNextAuth } from "../support/next-auth-client";
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
    expect(passed(await tryOn(apps, { address: newAddress() }))).toBe(5);
    const [one, other] = apps;
    expect([one, other].map((app) => linesOf(app, "limit_store_away"))).toEqual([0, 0]);
  });
});

describe("an instance whose Redis hangs in the middle of guessing", () => {
  it("keeps the cap of each client, fails for nobody, says so once, and is back on Redis within five seconds", async () => {
    const app = await startApp({ env: { REDIS_URL: redis.url } });
    const { email } = await seedUser(app.database);
    const address = newAddress();
    expect(passed(await tryOn([app], { address, email, times: 4 }))).toBe(4);
    redis.pause();
    const hung = await tryOn([app], { address, email, times: 100 });
    const others = await tryOn([app], { address: newAddress(), email, times: 100 });
    redis.resume();
    await vi.waitUntil(() => linesOf(app, "limit_store_back") > 0, { timeout: 5_000, interval: 20 });
    const tries = [...hung, ...others];
    expect(failed(tries)).toBe(0);
    expect([passed(hung), passed(others)]).toEqual([1, 5]);
    expect(["limit_store_away", "limit_store_back"].map((event) => linesOf(app, event))).toEqual([1, 1]);
    const refused = tries.filter(({ status }) => status === 429).map(({ tookMs }) => tookMs);
    expect(refused.sort((a, b) => a - b)[Math.floor(refused.length * 0.95)]).toBeLessThan(250);
    await app.stop();
  });
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
    { email, own }: { email: string; own: string },
  ): Promise<(Try & { own: boolean })[]> {
    const tries: (Try & { own: boolean })[] = [];
    for (let done = 0; done < times; done += 10) {
      const batch = Array.from({ length: 10 }, async (_, index) => {
        const isOwn = index % 5 === 0;
        const app = apps[(index + done / 10) % 2] ?? apps[0];
        const from = openVisitor(app, {
          address: isOwn ? own : `198.18.${Math.floor(done / 250)}.${(done + index) % 250}`,
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

  const p95OfRefused = (tries: Try[]) => {
    const sorted = tries.filter(({ status }) => status !== 401).map(({ tookMs }) => tookMs);
    return sorted.sort((a, b) => a - b)[Math.floor(sorted.length * 0.95)] ?? Infinity;
  };

  const lines = (event: string) => apps.map((app) => linesOf(app, event));

  it.each<{ what: string; fail: () => Promise<void>; mend: () => Promise<void>; isOutage: boolean }>([
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
  ])("hold every cap, fail for nobody and are back in five seconds: it $what", async ({ fail, mend, isOutage }) => {
    const before = [lines("limit_store_away"), lines("limit_store_back")];
    const victim = await seedUser(apps[0].database);
    const guesser = { email: victim.email, own: newAddress() };
    const quiet = await guess(200, guesser);
    await fail();
    const during = await guess(800, guesser);
    await mend();
    const isBack = () => lines("limit_store_back").every((count, index) => count > (before[1]?.[index] ?? 0));
    if (isOutage) await vi.waitUntil(isBack, { timeout: 5_000, interval: 20 });
    const tries = [...quiet, ...during];
    expect(failed(tries)).toBe(0);
    const evaluated = (own: boolean) => tries.filter((one) => one.own === own && one.status === 401).length;
    expect(evaluated(false)).toSatisfy((count: number) => count >= 1 && count <= 10);
    // While one store takes over from another, each of the two instances lets its five through.
    expect(evaluated(true)).toSatisfy((count: number) => count >= 5 && count <= 10);
    expect(p95OfRefused(during) - p95OfRefused(quiet)).toBeLessThanOrEqual(250);
    const told = isOutage ? 1 : 0;
    const added = [lines("limit_store_away"), lines("limit_store_back")].map((counts, at) =>
      counts.map((count, index) => count - (before[at]?.[index] ?? 0)),
    );
    expect(added).toEqual([
      [told, told],
      [told, told],
    ]);
    // A fault within ten seconds of the return would belong to the same outage, and not be told again.
    for (const app of apps) {
      await app.kill();
      await app.startAgain();
    }
  });
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
    const first = (await refused()) ?? 0;
    expect(first).toSatisfy((wait: number) => Number.isInteger(wait) && wait >= 1 && wait <= 3_600);
    const inText = await signIn(visitor, { email: newEmail(), password: newPassword(app) });
    const said = Number(/again in (\d+) second/i.exec(inText.shown)?.[1]);
    expect([first, first - 1, first - 2]).toContain(said);
    await letPass(20);
    const second = (await refused()) ?? 0;
    expect(second).toBeGreaterThanOrEqual(1);
    expect(second).toBeLessThanOrEqual(first - 20);
    await letPass(second);
    expect(await refused()).toBeNull();
    await app.stop();
  });
});
