/* What asking who is signed in costs: ours beside a bare route, NextAuth's own check and Better Auth, in one run on one Postgres. */
import { setTimeout as wait } from "node:timers/promises";
import { startTestPostgres } from "../../scripts/lib/test-postgres.mjs";
import { createDatabases } from "../lib/databases.mjs";
import { load, send } from "../lib/load.mjs";
import { freePort, startServer } from "../lib/server-process.mjs";
import { buildAll } from "../lib/workshop.mjs";
import { contenders } from "./contenders.mjs";
import { judge, summarize, table } from "./report.mjs";
import { openStatementCounter } from "./statement-counter.mjs";

const isQuick = process.argv.includes("--quick");
const isJson = process.argv.includes("--json");

/** One process is some hundredths faster or slower than the next of the same build, for as long as it lives: several are asked. */
const processes = isQuick ? 3 : 8;
/** Of each process. Many short ones: what else the machine does then falls on all alike. */
const rounds = isQuick ? 6 : 10;
const requests = 300;
const warmUpRequests = 1_500;
const connections = 12;
const countedRequests = 500;
/** Longer than a server of ours needs to hear the first push after its start. */
const settleMs = 1_500;

/** Between two loads this leads to the tidying up; an interrupt at the terminal ends the servers too, and so the load. */
let isInterrupted = false;

function mayGoOn() {
  if (isInterrupted) throw new Error("interrupted");
}

const say = (line) => console.error(line);

async function main() {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => (isInterrupted = true));
  await buildAll(say);
  const postgres = await startTestPostgres();
  try {
    await compare(postgres.url);
  } finally {
    await postgres.stop();
  }
}

async function compare(postgresUrl) {
  const databases = await createDatabases(postgresUrl, contenders);
  try {
    const statements = await countAll(databases.urls);
    const measured = await measureAll(databases.urls);
    const figures = contenders.map((contender) =>
      summarize({
        contender,
        rounds: measured.get(contender.id),
        bareRounds: measured.get("bare"),
        statements: statements.get(contender.id),
      }),
    );
    const verdicts = judge(contenders, figures);
    report(figures, verdicts);
    process.exitCode = verdicts.every(({ met }) => met) ? 0 : 1;
  } finally {
    await databases.drop();
  }
}

/** Each contender in front of a Postgres that is counted; apart from the measuring, which no detour shall slow. */
async function countAll(urls) {
  const statements = new Map();
  for (const contender of contenders) {
    const counter = urls.has(contender.id) ? await openStatementCounter(urls.get(contender.id)) : null;
    try {
      statements.set(contender.id, await countOne(contender, counter));
    } finally {
      await counter?.close();
    }
  }
  return statements;
}

/** Statements a request, once the server has warmed up. */
async function countOne(contender, counter) {
  const server = await open(contender, counter?.url);
  try {
    await load(server.port, { ...server.asked, count: countedRequests, connections });
    await wait(counter ? settleMs : 0);
    const before = counter?.count() ?? 0;
    await load(server.port, { ...server.asked, count: countedRequests, connections });
    return ((counter?.count() ?? 0) - before) / countedRequests;
  } finally {
    await server.stop();
  }
}

/** The rounds of all processes. */
async function measureAll(urls) {
  const measured = new Map(contenders.map(({ id }) => [id, []]));
  for (let process = 1; process <= processes; process += 1) {
    say(`measuring, process ${process} of ${processes} each`);
    await measureProcesses(urls, measured);
  }
  return measured;
}

/** A server of each contender, all up, one under load at a time. */
async function measureProcesses(urls, measured) {
  const servers = [];
  try {
    for (const contender of contenders) {
      servers.push({ id: contender.id, ...(await open(contender, urls.get(contender.id))) });
    }
    for (const server of servers) await load(server.port, { ...server.asked, count: warmUpRequests, connections });
    for (let round = 0; round < rounds; round += 1) {
      for (const server of shuffled(servers)) measured.get(server.id).push(await measure(server));
    }
  } finally {
    for (const server of servers) await server.stop();
  }
}

/** Whose turn follows whose is left to chance, so that nobody always comes after the one that heats the caches for it. */
function shuffled(servers) {
  return servers
    .map((server) => ({ server, rank: Math.random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ server }) => server);
}

async function measure(server) {
  mayGoOn();
  const before = server.cpuMs();
  const times = await load(server.port, { ...server.asked, count: requests, connections });
  return { cpuMs: (server.cpuMs() - before) / requests, times };
}

/** Starts the server, signs somebody in, and holds it to the answer that it should give. */
async function open(contender, databaseUrl) {
  mayGoOn();
  const port = await freePort();
  const env = contender.env({ origin: `http://localhost:${port}`, databaseUrl });
  const server = await startServer(contender.app, { port, env });
  try {
    const cookie = await contender.signIn(port);
    const headers = cookie === "" ? {} : { cookie };
    const { status, text } = await send(port, { path: contender.path, headers });
    const fields = status === 200 ? Object.keys(JSON.parse(text)).join() : "";
    if (fields !== "id,name,email,role") throw new Error(`${contender.name} answered ${status} ${text}`);
    return { ...server, asked: { path: contender.path, headers, expected: text } };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

function report(figures, verdicts) {
  if (isJson) {
    console.log(JSON.stringify({ processes, rounds, requests, connections, figures, verdicts }, null, 2));
    return;
  }
  console.log(
    `\n${processes} processes each, ${rounds} rounds of ${requests} requests each, ${connections} connections\n\n${table(figures)}\n`,
  );
  for (const { met, bar } of verdicts) console.log(`${met ? "met    " : "MISSED "} ${bar}`);
}

try {
  await main();
} catch (error) {
  console.error(isInterrupted ? "interrupted" : error);
  process.exitCode = 1;
}
