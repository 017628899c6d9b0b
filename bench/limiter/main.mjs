/* Calls of the limiter: ours beside rate-limiter-flexible and @upstash/ratelimit alone, on the same Redis. */
import { fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import path from "node:path";
import { openTypeScript } from "../lib/load-typescript.mjs";
import { startRedis } from "../lib/redis.mjs";
import { median, quantile } from "../lib/statistics.mjs";
import { alignColumns } from "../lib/table.mjs";
import { installOthers } from "../lib/workshop.mjs";
import { openContenders } from "./contenders.mjs";

const isQuick = process.argv.includes("--quick");
const isJson = process.argv.includes("--json");

/** In turns, so that what else the machine does falls on all alike. */
const rounds = isQuick ? 5 : 15;
const roundMs = 1_000;
const callsAtOnce = 64;
/** An hour, for limiters that estimate let somebody through again where their window ends. */
const limit = { name: "bench", max: 5, windowSeconds: 3600 };

/** Whose request is counted: of somebody new it passes, of somebody who is far over the limit it is refused. */
const scenes = [
  { name: "passes", client: () => randomUUID(), expected: true },
  { name: "refused", client: () => "one who goes on", expected: false },
];

async function main() {
  await installOthers((line) => console.error(line));
  const redis = await startRedis();
  const front = await startFront(redis.url);
  const typescript = await openTypeScript();
  const opened = await openContenders({ redisUrl: redis.url, upstash: front.upstash, typescript, limit });
  try {
    const figures = await measureAll(opened.contenders);
    if (isJson) console.log(JSON.stringify({ rounds, roundMs, callsAtOnce, limit, figures }, null, 2));
    else console.log(`\n${rounds} rounds of ${roundMs / 1000} s, ${callsAtOnce} calls at once\n\n${table(figures)}`);
  } finally {
    opened.close();
    front.stop();
    await typescript.close();
    await redis.stop();
  }
}

/** In a process of its own, as Upstash is a machine of its own. */
async function startFront(redisUrl) {
  const child = fork(path.join(import.meta.dirname, "upstash-front.mjs"), [redisUrl]);
  const upstash = await new Promise((resolve, reject) => {
    child.once("message", resolve);
    child.once("exit", () => reject(new Error("Upstash's front did not start.")));
  });
  return { upstash, stop: () => child.kill("SIGTERM") };
}

async function measureAll(contenders) {
  const measured = contenders.map(({ name, take }) => ({ name, take, passes: [], refused: [] }));
  for (const { take } of measured) await exhaust(take);
  // The first round is the warm-up.
  for (let round = 0; round <= rounds; round += 1) {
    for (const contender of measured) {
      for (const scene of scenes) {
        const result = await measure(contender, scene);
        if (round > 0) contender[scene.name].push(result);
      }
    }
  }
  return measured.map(({ name, passes, refused }) => ({
    name,
    passes: summarize(passes),
    refused: summarize(refused),
  }));
}

async function exhaust(take) {
  const [, refused] = scenes;
  for (let call = 0; call < limit.max; call += 1) await take(refused.client());
}

async function measure({ name, take }, { client, expected }) {
  const times = [];
  const startedAt = performance.now();
  async function lane() {
    while (performance.now() - startedAt < roundMs) {
      const calledAt = performance.now();
      if ((await take(client())) !== expected) throw new Error(`${name} decided the other way`);
      times.push(performance.now() - calledAt);
      // A limiter that answers from its memory must not keep the clock from moving.
      if (times.length % 256 === 0) await new Promise(setImmediate);
    }
  }
  await Promise.all(Array.from({ length: callsAtOnce }, lane));
  const perSecond = times.length / ((performance.now() - startedAt) / 1000);
  return { perSecond, p99Ms: quantile(times, 0.99) };
}

function summarize(results) {
  return {
    callsPerSecond: median(results.map(({ perSecond }) => perSecond)),
    p99Ms: median(results.map(({ p99Ms }) => p99Ms)),
  };
}

function table(figures) {
  const head = ["", "passes: calls a second", "p99, ms", "refused: calls a second", "p99, ms"];
  const rows = figures.map(({ name, passes, refused }) => [
    name,
    passes.callsPerSecond.toFixed(0),
    passes.p99Ms.toFixed(2),
    refused.callsPerSecond.toFixed(0),
    refused.p99Ms.toFixed(2),
  ]);
  return alignColumns([head, ...rows]);
}

await main();
