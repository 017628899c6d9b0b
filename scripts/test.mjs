#!/usr/bin/env node
/* Runs every test: `npm test`; what follows `--` goes to Vitest. Sets up all it needs and stops all it started. */
import { findChromium } from "./lib/find-chromium.mjs";
import { prepare } from "./lib/prepare.mjs";
import { run } from "./lib/run.mjs";
import { startTestPostgres } from "./lib/test-postgres.mjs";

process.chdir(new URL("..", import.meta.url).pathname);

async function main() {
  await prepare();
  const chromium = await findChromium();
  const postgres = await startTestPostgres();
  // An interrupt reaches Vitest as well, being in our process group; we wait for its end and then clean up.
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => undefined);
  try {
    const env = {
      ...process.env,
      TEST_DATABASE_URL: postgres.url,
      CHROMIUM_PATH: chromium,
      NEXT_TELEMETRY_DISABLED: "1",
    };
    return await run("npx", ["vitest", "run", ...process.argv.slice(2)], { env });
  } finally {
    await postgres.stop();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
