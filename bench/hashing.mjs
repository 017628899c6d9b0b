/* What checking a password costs, and what a storm of sign-ins does to everything else in the process. */
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { hashSync, verify, verifySync } from "@node-rs/argon2";
import { hashSync as bcryptHashSync, verify as bcryptVerify } from "@node-rs/bcrypt";
import ts from "typescript";

const cpuRounds = 15;
const checksPerRound = 10;
const stormMs = 4_000;
/** As many sign-ins wait at any moment of a storm. */
const stormWidth = 64;
/** What next-auth's guides use. */
const bcryptCost = 10;

const password = "a violet umbrella in may";

const { argon2Options, createHashPool } = await importTypeScript("src/platform/hash-pool.ts");
const pool = createHashPool({ size: availableParallelism(), maxQueue: stormWidth });
const argon2Hash = hashSync(password, argon2Options);
const bcryptHash = bcryptHashSync(password, bcryptCost);

const inPool = () => pool.run({ kind: "verify", password, hash: argon2Hash });
const inLibuv = () => verify(argon2Hash, password);
const bcryptInLibuv = () => bcryptVerify(password, bcryptHash);

/** The module as it is served; it imports nothing but Node's own. */
async function importTypeScript(file) {
  const source = await readFile(file, "utf8");
  const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(source, { compilerOptions: options });
  return import(`data:text/javascript,${encodeURIComponent(outputText)}`);
}

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
  return Object.fromEntries([...samples].map(([name, values]) => [name, quantile(values, 0.5)]));
}

/** What the event loop and a file's reader feel while `stormWidth` checks are waiting all the time. */
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
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  delay.enable();
  await Promise.all([read(), ...(check ? Array.from({ length: stormWidth }, signIn) : [])]);
  delay.disable();
  const seconds = (performance.now() - startedAt) / 1000;
  return {
    // The monitor counts its own millisecond of waiting.
    loopP99Ms: Math.max(0, delay.percentile(99) / 1e6 - 1),
    readP99Ms: quantile(reads, 0.99),
    checksPerSecond: checks / seconds,
  };
}

async function expectMatch(check) {
  if ((await check()) !== true) throw new Error("A check that had to match did not; the figures would mean nothing.");
}

function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

const cpuMs = await cpuPerCheck({ plain: () => verifySync(argon2Hash, password), pool: inPool });
const storms = {
  "no sign-ins": await storm(undefined),
  "our pool, Argon2id": await storm(inPool),
  "libuv's pool, Argon2id": await storm(inLibuv),
  [`libuv's pool, bcrypt ${bcryptCost}`]: await storm(bcryptInLibuv),
};
await pool.close();

function printTables() {
  const ours = storms["our pool, Argon2id"];
  const fixed = (number, digits = 1) => number.toFixed(digits);
  console.log(`CPU a check: plain ${fixed(cpuMs.plain, 2)} ms, in the pool ${fixed(cpuMs.pool, 2)} ms`);
  console.log(`             ${fixed(cpuMs.pool / cpuMs.plain, 2)} times the plain library\n`);
  console.log(`${stormWidth} sign-ins at any moment, ${stormMs / 1000} s each; p99 in ms, and how many times ours\n`);
  console.log("                          event loop        file read         checks/s");
  for (const [name, { loopP99Ms, readP99Ms, checksPerSecond }] of Object.entries(storms)) {
    const cells = [
      [loopP99Ms, ours.loopP99Ms],
      [readP99Ms, ours.readP99Ms],
    ].map(([value, base]) => `${fixed(value).padStart(8)} ${`×${fixed(value / base, 2)}`.padEnd(9)}`);
    console.log(`${name.padEnd(24)}${cells.join("")} ${fixed(checksPerSecond, 0).padStart(7)}`);
  }
}

if (process.argv.includes("--json")) console.log(JSON.stringify({ cpuMs, storms, stormWidth, stormMs }, null, 2));
else printTables();
