import { mkdir } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { FolderInUseError, lockFolder } from "../../src/local/embedded-database/folder-lock.mjs";
import { runTool } from "./run-tool.mjs";
import {
  buildIsCurrent,
  clientIsCurrent,
  hashBuildSources,
  packagesAreCurrent,
  stampBuild,
  stampClient,
  unstampBuild,
} from "./staleness.mjs";
import { StartError } from "./start-error.mjs";

const otherStartPollMs = 300;

/**
 * Brings packages, database client and build up to date, each only where it is not. Two starts on one clone take turns.
 *
 * @param {{ root: string, dev: boolean, env: Record<string, string>, progress: ReturnType<typeof import("./progress.mjs").createProgress>, onStop: (end: () => Promise<unknown>) => void }} context
 */
export async function prepare({ root, dev, env, progress, onStop }) {
  const tool = (name, ...args) => runTool({ name, args, cwd: root, env, onStop });
  const turn = await takeTurn(root, progress);
  onStop(turn.release);
  if (!packagesAreCurrent(root)) {
    await progress.step("packages", "installing", () => tool("npm ci", npmCli(env), "ci", "--include=dev"));
  }
  if (!clientIsCurrent(root)) {
    await progress.step("client", "generating", () =>
      tool("prisma generate", "node_modules/prisma/build/index.js", "generate"),
    );
    stampClient(root);
  }
  if (!dev && !buildIsCurrent(root, "local")) {
    const sources = hashBuildSources(root);
    unstampBuild(root);
    await progress.step("build", "building", () => tool("next build", "node_modules/next/dist/bin/next", "build"));
    stampBuild(root, "local", sources);
  }
  await turn.release();
}

async function takeTurn(root, progress) {
  const folder = path.join(root, ".next/cache/latchkey");
  await mkdir(folder, { recursive: true });
  let said = false;
  for (;;) {
    try {
      return await lockFolder(folder);
    } catch (error) {
      if (!(error instanceof FolderInUseError)) throw error;
      if (!said) progress.say("  Another start is preparing this clone; waiting for it …");
      said = true;
      await delay(otherStartPollMs);
    }
  }
}

function npmCli(env) {
  if (env.npm_execpath) return env.npm_execpath;
  throw new StartError("The packages are not installed or out of date: run npm start, or npm ci.");
}
