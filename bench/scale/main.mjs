/* What a site's size costs: sign-in and session check with few people and with a million, and the administrators' pages with the million. */
import { randomInt } from "node:crypto";
import { migrate } from "../../scripts/migrate.mjs";
import { startTestPostgres } from "../../scripts/lib/test-postgres.mjs";
import { createDatabases } from "../lib/databases.mjs";
import { openTypeScript } from "../lib/load-typescript.mjs";
import { buildProduct } from "../lib/workshop.mjs";
import { median, quantile } from "../lib/statistics.mjs";
import { alignColumns } from "../lib/table.mjs";
import { loadRows } from "./load-rows.mjs";
import { listPages } from "./pages.mjs";
import { openProduct } from "./product.mjs";
import { openServer } from "./server.mjs";

const isQuick = process.argv.includes("--quick");
const isJson = process.argv.includes("--json");

const small = { users: 1_000, sessions: 5_000, events: 10_000 };
const large = isQuick
  ? { users: 100_000, sessions: 500_000, events: 1_000_000 }
  : { users: 1_000_000, sessions: 5_000_000, events: 10_000_000 };

/** In turns, one call at a time, so that what else the machine does falls on both alike. */
const signins = isQuick ? 150 : 400;
const checks = isQuick ? 2_000 : 5_000;
const pageCalls = isQuick ? 30 : 100;

/** A quarter of a machine of 24 GB, as Postgres' own guide has it: its default of 128 MB is made to start anywhere, not for such a site. */
const sharedBuffersMb = 6_144;

const ratioMax = 1.1;
const pageMaxMs = 300;

const say = (line) => console.error(line);

async function main() {
  await buildProduct(say);
  const [typescript, postgres] = await Promise.all([openTypeScript(), startTestPostgres({ sharedBuffersMb })]);
  const product = await openProduct(typescript.load);
  try {
    await compare(product, postgres.url);
  } finally {
    await product.close();
    await typescript.close();
    await postgres.stop();
  }
}

async function compare(product, postgresUrl) {
  const amounts = { passwordHash: await product.hash(), kinds: product.kinds };
  const contenders = Object.entries({ small, large }).map(([id, size]) => ({
    id: `scale-${id}`,
    prepare: async (databaseUrl) => {
      await migrate({ connectionString: databaseUrl });
      await loadRows(databaseUrl, { ...amounts, ...size }, say);
    },
  }));
  const databases = await createDatabases(postgresUrl, contenders);
  const places = [];
  try {
    for (const [place, size] of [small, large].entries()) {
      const url = databases.urls.get(contenders[place].id);
      const server = await openServer(url, { users: size.users, signSessionToken: product.signSessionToken });
      places.push({ size, site: product.openSite(url), server });
    }
    report(await measurePaths(places), await measurePages(places[1].site));
  } finally {
    for (const { site, server } of places) {
      await site.close();
      await server.close();
    }
    await databases.drop();
  }
}

/** `draw` is not timed, `ask` is. The statement of a check is shown by itself, and held to nothing: it is a small part of what is waited for. */
const paths = [
  {
    name: "sign-in",
    calls: signins,
    max: ratioMax,
    draw: ({ size }) => signer(size.users),
    ask: ({ site }, who) => site.signIn(who),
  },
  {
    name: "session check",
    calls: checks,
    max: ratioMax,
    draw: ({ size, server }) => server.cookieOf(sessionOf(size.sessions)),
    ask: ({ server }, cookie) => server.checkSession(cookie),
  },
  {
    name: "its statement alone",
    calls: checks,
    draw: ({ size }) => sessionOf(size.sessions),
    ask: ({ site }, number) => site.findSession(number),
  },
];

async function measurePaths(places) {
  const figures = [];
  for (const { name, calls, max, draw, ask } of paths) {
    say(`measuring ${name}`);
    const turns = places.map((place) => ({ place, times: [] }));
    for (let call = 0; call < calls; call += 1) {
      for (const { place, times } of call % 2 === 0 ? turns : [...turns].reverse()) {
        const drawn = draw(place);
        times.push(await timed(() => ask(place, drawn)));
      }
    }
    // The first tenth is the warm-up.
    const [fewMs, manyMs] = turns.map(({ times }) => median(times.slice(Math.ceil(calls / 10))));
    figures.push({ name, max, fewMs, manyMs, ratio: manyMs / fewMs });
  }
  return figures;
}

/** Somebody who has a password, is confirmed and is not suspended, as `load-rows.mjs` makes them. */
function signer(users) {
  for (;;) {
    const person = randomInt(1, users + 1);
    if (person % 10 !== 0 && person % 50 !== 13 && person % 500 !== 7) return person;
  }
}

/** A browser's session of such a person; people go round, so that what divides their number divides the session's. */
function sessionOf(sessions) {
  for (;;) {
    const number = signer(sessions);
    if (number % 4 !== 0) return number;
  }
}

async function measurePages(site) {
  say("measuring the administrators' pages");
  const figures = [];
  for (const { name, ask } of listPages(large)) {
    const times = [];
    for (let call = 0; call < pageCalls; call += 1) times.push(await timed(() => ask(site)));
    figures.push({ name, p50Ms: median(times), p95Ms: quantile(times, 0.95) });
  }
  return figures;
}

async function timed(work) {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

function judge(figures, pages) {
  const ratios = figures
    .filter(({ max }) => max !== undefined)
    .map(({ name, ratio, max }) => ({
      met: ratio <= max,
      bar: `${name}: ${ratio.toFixed(2)} times what it takes among ${small.users} people, at most ${max}`,
    }));
  const slowest = pages.reduce((slow, page) => (page.p95Ms > slow.p95Ms ? page : slow));
  const bar = `the slowest page (${slowest.name}): p95 of ${slowest.p95Ms.toFixed(1)} ms, at most ${pageMaxMs}`;
  return [...ratios, { met: slowest.p95Ms <= pageMaxMs, bar }];
}

function report(figures, pages) {
  const verdicts = judge(figures, pages);
  process.exitCode = verdicts.every(({ met }) => met) ? 0 : 1;
  if (isJson) {
    console.log(JSON.stringify({ small, large, signins, checks, pageCalls, figures, pages, verdicts }, null, 2));
    return;
  }
  const { users, sessions, events } = large;
  console.log(`\n${users} users, ${sessions} sessions, ${events} events of the audit log\n`);
  const pathRows = figures.map(({ name, fewMs, manyMs, ratio }) => [
    name,
    fewMs.toFixed(2),
    manyMs.toFixed(2),
    ratio.toFixed(2),
  ]);
  console.log(`${alignColumns([["", `among ${small.users}, ms`, `among ${users}, ms`, "ratio"], ...pathRows])}\n`);
  const pageRows = pages.map(({ name, p50Ms, p95Ms }) => [name, p50Ms.toFixed(1), p95Ms.toFixed(1)]);
  console.log(`${alignColumns([["", "p50, ms", "p95, ms"], ...pageRows])}\n`);
  for (const { met, bar } of verdicts) console.log(`${met ? "met    " : "MISSED "} ${bar}`);
}

await main();
