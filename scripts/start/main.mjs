import path from "node:path";
import { fileURLToPath } from "node:url";
import { openDataFolder } from "./data-folder.mjs";
import { localServices } from "./local-services.mjs";
import { requireFreePort } from "./port.mjs";
import { prepare } from "./prepare.mjs";
import { createProgress } from "./progress.mjs";
import { runTool } from "./run-tool.mjs";
import { readOrMakeSecrets } from "./secrets.mjs";
import { startServer } from "./server.mjs";
import { appEnvironment, readSettings } from "./settings.mjs";
import { createShutdown } from "./shutdown.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/**
 * Runs the app in local mode until it is told to end: exit code 0 then, 1 with one sentence when it cannot start.
 *
 * @param {{ dev: boolean, demo: boolean }} options `demo` fills the database with made-up people
 */
export async function main({ dev, demo }) {
  const shutdown = createShutdown();
  try {
    await start({ dev, demo, shutdown });
  } catch (error) {
    // Told to end in the middle of a step: that step's failure is of our own making.
    if (shutdown.isStopping()) return;
    console.error(isExpected(error) ? error.message : error);
    await shutdown.stop(1);
  }
}

async function start({ dev, demo, shutdown }) {
  const { onStop } = shutdown;
  const progress = createProgress();
  const settings = readSettings({ root, dev, environment: process.env });
  progress.say(
    `Latchkey, local mode${dev ? " with hot reload" : ""}; data in ${path.relative(process.cwd(), settings.dataDir) || "."}`,
  );
  onStop((await openDataFolder(settings.dataDir)).release);
  await requireFreePort(settings.port);
  const secrets = await readOrMakeSecrets(settings.dataDir);
  await prepare({ root, dev, env: appEnvironment(settings, secrets), progress, onStop });

  const env = appEnvironment(settings, { ...secrets, ...(await startLocalServices(settings, { progress, onStop })) });
  await migrateDatabase(env.DATABASE_URL, settings.chosen, progress);
  if (demo) await fillWithDemo(env, { progress, onStop });
  const onEnd = (code) => void endedByItself(code, shutdown);
  await progress.step(
    "server",
    "starting",
    () => startServer({ root, dev, port: settings.port, env, onStop, onEnd }),
    () => "started",
  );
  progress.say(
    `  Every mail it sends is at ${settings.origin}/dev/mailbox. Only this machine can reach it. Ctrl+C ends it.`,
  );
  progress.say(`  ${progress.totalSeconds()} s in all`);
  progress.say(`ready ${settings.origin}`);
}

async function startLocalServices(settings, { progress, onStop }) {
  const environment = {};
  for (const service of localServices.filter(({ isWanted }) => isWanted(settings.chosen))) {
    const started = await progress.step(
      service.name,
      "starting",
      () => service.start(settings),
      () => "started",
    );
    onStop(started.close);
    Object.assign(environment, started.environment);
  }
  return environment;
}

async function migrateDatabase(connectionString, chosen, progress) {
  const { hostname } = new URL(connectionString);
  if (chosen.DATABASE_URL && !["localhost", "127.0.0.1", "[::1]", ""].includes(hostname)) {
    progress.say(`  migrations left alone: DATABASE_URL is on ${hostname}; npm run migrate applies them`);
    return;
  }
  const { migrate } = await import("../migrate.mjs");
  await progress.step(
    "migrations",
    "applying",
    () => migrate({ connectionString }),
    ({ applied }) => (applied.length === 0 ? "up to date" : `${applied.length} applied`),
  );
}

/** In a process of its own, for its sources are TypeScript. It refuses what it is not for, and then nothing is started. */
async function fillWithDemo(env, { progress, onStop }) {
  const tool = { name: "npm run seed", args: ["scripts/seed.mjs"], cwd: root, env, onStop };
  const said = await progress.step("demo data", "making", () => runTool(tool));
  progress.say(said.trimEnd().replace(/^/gm, "  "));
}

async function endedByItself(code, shutdown) {
  if (shutdown.isStopping()) return;
  console.error(`The server ended by itself (${code ?? "killed"}).`);
  await shutdown.stop(1);
}

/** By name, since a MigrationError comes from a module that needs packages. */
function isExpected(error) {
  return error instanceof Error && ["StartError", "MigrationError"].includes(error.name);
}
