import { Ratelimit } from "@upstash/ratelimit";
import { Redis } from "@upstash/redis";
import { createClient } from "redis";
import { importOther } from "../lib/workshop.mjs";

/**
 * Each way to count one request of a client: `take` answers whether it passed. All hold a client to so many requests a minute on the
 * same Redis; ours also falls back to Postgres, which is never asked while Redis answers.
 */
export async function openContenders({ redisUrl, upstash, typescript, limit }) {
  const [{ createLimiter }, { RateLimiterRedis }] = await Promise.all([
    typescript.load("src/platform/limiter.ts"),
    importOther("rate-limiter-flexible"),
  ]);
  const ports = { db: undefined, clock: { now: () => new Date() }, log: { info: fail, warn: fail, error: fail } };
  const ours = (limitStore) => {
    const limiter = createLimiter({ limitStore }, ports);
    return async (client) => (await limiter.take(limit, client)).ok;
  };

  const client = await createClient({ url: redisUrl }).connect();
  const flexible = new RateLimiterRedis({
    storeClient: client,
    useRedisPackage: true,
    points: limit.max,
    duration: limit.windowSeconds,
  });
  const ratelimit = new Ratelimit({
    redis: new Redis({ ...upstash, enableTelemetry: false }),
    limiter: Ratelimit.slidingWindow(limit.max, `${limit.windowSeconds} s`),
    analytics: false,
  });

  return {
    contenders: [
      { name: "Latchkey, Redis", take: ours({ kind: "redis", url: redisUrl }) },
      { name: "rate-limiter-flexible", take: (asker) => flexible.consume(asker).then(passed, refused) },
      { name: "Latchkey, Upstash", take: ours({ kind: "upstash", ...upstash }) },
      { name: "@upstash/ratelimit", take: async (asker) => (await ratelimit.limit(asker)).success },
    ],
    close: () => client.destroy(),
  };
}

/** A store that is late or away would be measured as another: nothing of that may happen unnoticed. */
function fail(event, error) {
  throw new Error(`the limiter reported ${event}`, { cause: error });
}

const passed = () => true;

function refused(rejection) {
  if (rejection instanceof Error) throw rejection;
  return false;
}
