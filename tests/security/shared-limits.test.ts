import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { newAddress, newEmail, newPassword, openVisitor } from "../support/form-client";
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
