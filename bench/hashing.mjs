/* What checking a password costs, and what a storm of sign-ins does to everything else in the process. */
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { hashSync, verify, verifySync } from "@node-rs/argon2";
import { hashSync as bcryptHashSync, verify as bcryptVerify } from "@node-rs/bcrypt";
import { openTypeScript } from "./lib/load-typescript.mjs";

const cpuRounds = 15;
const checksPerRound = 10;
/** Short ones that alternate, so that what else the machine does falls on all alike. */
const stormRounds = 5;
const stormMs = 1_000;
/** As many sign-ins wait at any moment of a storm. */
const stormWidth = 64;
/** What next-auth's guides use. */
const bcryptCost = 10;

const password = "a violet umbrella in may";

const typescript = await openTypeScript();
const { argon2Options, createHashPool } = await typescript.load("src/platform/hash-pool.ts");
const pool = createHashPool({ size: availableParallelism(), maxQueue: stormWidth, onCrash: console.error });
const argon2Hash = hashSync(password, argon2Options);
const bcryptHash = bcryptHashSync(password, bcryptCost);

const inPool = () => pool.run({ kind: "verify", password, hash: argon2Hash });
const inLibuv = () => verify(argon2Hash, password);
const bcryptInLibuv = () => bcryptVerify(password, bcryptHash);

/** CPU milliseconds a check, over all threads: medians of rounds that alternate, so that a busy machine slows both alike. */
async function cpuPerCheck(ways) {
  const samples = new Map(Object.keys(ways).map((name) => [name, []]));
  for (let round = -1; round < cpuRounds; round++) {
    for (const [name, check] of Object.entries(ways)) {
      const before = process.cpuUsage();
      for (let count = 0; count < checksPerRound; count++) await expectMatch(check);
      const { user, system } = process.cpuUsage(before);
      // The first round starts the threads.
      if (round >= 0) samples.get(name).push((user + system) / 1000 / checksPerRound);
    }
  }
  return Object.fromEntries([...samples].map(([name, values]) => [name, median(values)]));
}

/** What the event loop and a file's reader feel under each way of checking, and under none: medians of rounds that alternate. */
async function stormAll(ways) {
  const rounds = [];
  for (let round = 0; round < stormRounds; round++) {
    const figures = {};
    for (const [name, check] of Object.entries(ways)) figures[name] = await storm(check);
    rounds.push(figures);
  }
  const middle = (name, figure) => median(rounds.map((round) => round[name][figure]));
  return Object.fromEntries(
    Object.keys(ways).map((name) => [
      name,
      Object.fromEntries(["loopP99Ms", "readP99Ms", "checksPerSecond"].map((figure) => [figure, middle(name, figure)])),
    ]),
  );
}

/** One round, in which `stormWidth` checks are waiting all the time. */
async function storm(check) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const reads = [];
  let checks = 0;
  const startedAt = performance.now();
  const isOver = () => performance.now() - startedAt > stormMs;
  const signIn = async () => {
    while (!isOver()) {
      await expectMatch(check);
      checks += 1;
    }
  };
  const read = async () => {
    while (!isOver()) {
      const askedAt = performance.now();
      await readFile("package.json");
      reads.push(performance.now() - askedAt);
      await wait(5);
    }
  };
  delay.enable();
  await Promise.all([read(), ...(check ? Array.from({ length: stormWidth }, signIn) : [])]);
  delay.disable();
  return {
    loopP99Ms: delay.percentile(99) / 1e6,
    readP99Ms: quantile(reads, 0.99),
    checksPerSecond: (checks * 1000) / (performance.now() - startedAt),
  };
}

async function expectMatch(check) {
  if ((await check()) !== true) throw new Error("A check that had to match did not; the figures would mean nothing.");
}

function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

function median(values) {
  return quantile(values, 0.5);
}

const cpuMs = await cpuPerCheck({ plain: () => verifySync(argon2Hash, password), pool: inPool });
const storms = await stormAll({
  "our pool, Argon2id": inPool,
  "libuv's pool, Argon2id": inLibuv,
  [`libuv's pool, bcrypt ${bcryptCost}`]: bcryptInLibuv,
  "no sign-ins": undefined,
});
await pool.close();
await typescript.close();

function printTables() {
  const ours = storms["our pool, Argon2id"];
  console.log(`CPU a check: plain ${cpuMs.plain.toFixed(2)} ms, in the pool ${cpuMs.pool.toFixed(2)} ms,`);
  console.log(`             ×${(cpuMs.pool / cpuMs.plain).toFixed(2)} the plain library\n`);
  console.log(
    `${stormWidth} sign-ins at any moment, ${stormRounds} rounds of ${stormMs} ms; p99 in ms, and how many times ours\n`,
  );
  console.log(`${"".padEnd(24)}${["event loop", "file read", "checks/s"].map((title) => title.padStart(17)).join("")}`);
  for (const [name, figures] of Object.entries(storms)) {
    const cell = (figure, digits) =>
      `${figures[figure].toFixed(digits).padStart(9)} ${`×${(figures[figure] / ours[figure]).toFixed(2)}`.padStart(7)}`;
    console.log(`${name.padEnd(24)}${cell("loopP99Ms", 1)}${cell("readP99Ms", 1)}${cell("checksPerSecond", 0)}`);
  }
}

if (process.argv.includes("--json")) {
  console.log(JSON.stringify({ cpuMs, storms, stormWidth, stormRounds, stormMs }, null, 2));
} else {
  printTables();
}
