/* What a storm of sign-ins does to who is signed in already, and what a sign-in costs: ours beside NextAuth with bcrypt and Better Auth. */
import { availableParallelism } from "node:os";
import { hash, verify } from "@node-rs/argon2";
import { startTestPostgres } from "../../scripts/lib/test-postgres.mjs";
import { betterAuth, latchkey, nextAuth, openJsonSignin, people, signIn } from "../lib/contenders.mjs";
import { createDatabases } from "../lib/databases.mjs";
import { startRedis } from "../lib/redis.mjs";
import { freePort, startServer } from "../lib/server-process.mjs";
import { buildAll } from "../lib/workshop.mjs";
import { probe, storm } from "./load.mjs";
import { ceiling, judge, summarize, table } from "./report.mjs";

const isQuick = process.argv.includes("--quick");
const isJson = process.argv.includes("--json");

/** In turns, so that what else the machine does falls on all alike. */
const rounds = isQuick ? 3 : 8;
const quietMs = 3_000;
const stormMs = 6_000;
/**
 * A machine's pace drifts within seconds, so that a sign-in is compared with a hash that was made beside it: what it costs is measured in
 * so many slices of a storm, with the hash alone before and after each.
 */
const slicesARound = 2;
const sliceMs = 6_000;
const hashMs = 1_500;
/** A server that has just started still compiles its code: of each of them so much is none of its figures. */
const warmUpMs = 20_000;
const connections = 64;
/**
 * So many that hardly anybody is signed in more often than ours lets them be, by which each sign-in would end a session, nor five of 64
 * connections one person's at once, which ours takes for guessing; and few enough to be made by sign-up.
 */
const accounts = people(isQuick ? 600 : 1_500);

/** Each sign-in comes from an address of its own, as in a storm of many people: no limit of ours is off. */
const listContenders = ({ redisUrl }) =>
  [
    {
      ...latchkey,
      id: "latchkey",
      openSignin: openJsonSignin("/api/v1/sign-in"),
      env: (place) => ({ ...latchkey.env(place), TRUSTED_PROXY_HOPS: "1", REDIS_URL: redisUrl }),
    },
    { ...nextAuth, id: "next-auth", name: "NextAuth, bcrypt" },
    { ...betterAuth, id: "better-auth" },
  ].map((contender) => ({ ...contender, prepare: (databaseUrl) => contender.prepare(databaseUrl, accounts) }));

const say = (line) => console.error(line);

async function main() {
  await buildAll(say);
  const [postgres, redis] = await Promise.all([startTestPostgres(), startRedis()]);
  try {
    await compare(postgres.url, listContenders({ redisUrl: redis.url }));
  } finally {
    await Promise.all([postgres.stop(), redis.stop()]);
  }
}

async function compare(postgresUrl, contenders) {
  const databases = await createDatabases(postgresUrl, contenders);
  try {
    const measured = await measureAll(contenders, databases.urls);
    const figures = contenders.map(({ id, name }) => summarize({ id, name, rounds: measured.get(id) }));
    const verdicts = judge(figures);
    report(figures, verdicts);
    process.exitCode = verdicts.every(({ met }) => met) ? 0 : 1;
  } finally {
    await databases.drop();
  }
}

async function measureAll(contenders, urls) {
  const measured = new Map(contenders.map(({ id }) => [id, []]));
  const servers = [];
  try {
    for (const contender of contenders) servers.push(await open(contender, urls.get(contender.id)));
    for (const server of servers) await storm({ ...server, accounts, connections, forMs: warmUpMs });
    for (let round = 1; round <= rounds; round += 1) {
      say(`round ${round} of ${rounds}`);
      for (const server of servers) measured.get(server.contender.id).push(await measure(server));
    }
  } finally {
    for (const server of servers) await server.stop();
  }
  return measured;
}

async function open(contender, databaseUrl) {
  const port = await freePort();
  const server = await startServer(contender.app, {
    port,
    env: contender.env({ origin: `http://localhost:${port}`, databaseUrl }),
  });
  try {
    // Whoever is signed in already is none of those who storm.
    const cookie = await signIn(contender, port, accounts[0]);
    return { ...server, contender, cookie, signinRequest: await contender.openSignin(port) };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/**
 * One person asks who they are, first alone and then in the storm. What sign-ins cost is measured in a storm without that person: a
 * server that keeps them waiting would otherwise be given the time that another spends on their answers.
 */
async function measure(server) {
  const quietTimes = await probe({ ...server, forMs: quietMs });
  const [stormTimes] = await Promise.all([
    probe({ ...server, forMs: stormMs }),
    storm({ ...server, accounts, connections, forMs: stormMs }),
  ]);
  const slices = [];
  let hashBeforeMs = await hashAlone();
  for (let slice = 1; slice <= slicesARound; slice += 1) {
    const cpuBeforeMs = server.cpuMs();
    const { count, perSecond } = await storm({ ...server, accounts, connections, forMs: sliceMs });
    const cpuMsPerSignin = (server.cpuMs() - cpuBeforeMs) / count;
    const hashAfterMs = await hashAlone();
    slices.push({ signinsPerSecond: perSecond, cpuMsPerSignin, cpuMsPerHash: (hashBeforeMs + hashAfterMs) / 2 });
    hashBeforeMs = hashAfterMs;
  }
  return { quietTimes, stormTimes, slices };
}

/** CPU milliseconds of one comparison with today's Argon2id hash, on as many threads as a server of ours hashes on. */
async function hashAlone() {
  const { password } = accounts[0];
  const argon2Hash = await hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  const before = process.cpuUsage();
  const endsAt = performance.now() + hashMs;
  let count = 0;
  async function lane() {
    while (performance.now() < endsAt) {
      await verify(argon2Hash, password);
      count += 1;
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / count;
}

function report(figures, verdicts) {
  if (isJson) {
    console.log(
      JSON.stringify(
        { rounds, quietMs, stormMs, slicesARound, sliceMs, hashMs, connections, figures, verdicts },
        null,
        2,
      ),
    );
    return;
  }
  console.log(
    `\n${rounds} rounds of ${quietMs / 1000} s quiet, ${stormMs / 1000} s of ${connections} connections that sign in, and ` +
      `${slicesARound} times ${sliceMs / 1000} s of them alone\n`,
  );
  console.log(`${table(figures)}\n`);
  console.log(`${ceiling(figures, availableParallelism())}\n`);
  for (const { met, bar } of verdicts) console.log(`${met ? "met    " : "MISSED "} ${bar}`);
}

await main();
