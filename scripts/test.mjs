#!/usr/bin/env node
/* Runs every test: `npm test`; what follows `--` goes to Vitest. Sets up all it needs and stops all it started. */
import { findChromium } from "./lib/find-chromium.mjs";
import { findRedisServer } from "./lib/find-redis-server.mjs";
import { prepare } from "./lib/prepare.mjs";
import { run } from "./lib/run.mjs";
import { startTestPostgres } from "./lib/test-postgres.mjs";
import { createProgress } from "./start/progress.mjs";

process.chdir(new URL("..", import.meta.url).pathname);

const progress = createProgress();

async function main() {
  await prepare(progress);
  const chromium = await progress.step("Chromium", "looking", findChromium, (executable) => executable);
  const redis = await progress.step("Redis", "looking", findRedisServer, (executable) => executable);
  // From here on an interrupt ends the tests first, and then what they stand on.
  let interrupted = false;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => (interrupted = true));
  const postgres = await progress.step("Postgres", "starting", startTestPostgres, ({ from }) => from);
  try {
    if (interrupted) return 1;
    const env = {
      ...process.env,
      TEST_DATABASE_URL: postgres.url,
      CHROMIUM_PATH: chromium,
      REDIS_SERVER_PATH: redis,
      NEXT_TELEMETRY_DISABLED: "1",
    };
    return await run(process.execPath, ["node_modules/vitest/vitest.mjs", "run", ...process.argv.slice(2)], { env });
  } finally {
    await postgres.stop();
    progress.say(`  all of it took ${progress.totalSeconds()} s`);
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
