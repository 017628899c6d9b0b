import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const answerMs = 1_000;
/** Far longer than writing or moving a small file takes. */
const settleMs = 100;

export class FolderInUseError extends Error {
  name = "FolderInUseError";

  /** @param {number} pid */
  constructor(pid) {
    super(`process ${pid} uses this folder`);
    this.pid = pid;
  }
}

/**
 * Takes a folder for this process. The lock is a file that names an open port of its owner: when the owner dies, in whatever way,
 * nobody answers there any more and the lock is void. A process id alone would not do, since ids are given anew.
 *
 * @param {string} folder exists and is writable
 * @returns {Promise<{ release: () => Promise<void> }>}
 * @throws {FolderInUseError} when another live process has it
 */
export async function lockFolder(folder) {
  const file = path.join(folder, "lock");
  const id = randomUUID();
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.end(id);
  });
  server.listen(0, "127.0.0.1").unref();
  await once(server, "listening");
  const mine = JSON.stringify({ pid: process.pid, port: server.address().port, id });
  try {
    await writeLock(file, mine);
  } catch (error) {
    server.close();
    throw error;
  }
  let released = false;
  return {
    release: async () => {
      // A second call must not take away the lock of who came next.
      if (released) return;
      released = true;
      await rm(file, { force: true });
      server.close();
    },
  };
}

async function writeLock(file, mine) {
  for (;;) {
    try {
      await writeFile(file, mine, { flag: "wx", mode: 0o600 });
      // Who is just taking away a void lock may have moved this one and put it back over yet another.
      await delay(settleMs);
      if ((await readFile(file, "utf8").catch(() => "")) === mine) return;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const { text, owner } = await readLock(file);
    if (owner && (await isAlive(owner))) throw new FolderInUseError(owner.pid);
    await takeAway(file, text);
  }
}

/** No owner: the file is gone, or still cut off when its writer has had time to finish. */
async function readLock(file) {
  let text = "";
  for (let attempt = 1; attempt <= 2; attempt++) {
    text = await readFile(file, "utf8").catch(() => "");
    try {
      return { text, owner: JSON.parse(text) };
    } catch {
      await delay(settleMs);
    }
  }
  return { text, owner: null };
}

/** Only the lock that was found void: another process may have replaced it by its own meanwhile. */
async function takeAway(file, text) {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  if ((await readFile(aside, "utf8")) === text) await rm(aside);
  else await rename(aside, file);
}

/** Who keeps silent is held for alive: it may be stopped, and two writers would destroy the database. */
async function isAlive({ port, id }) {
  const socket = connect({ port, host: "127.0.0.1" });
  socket.setTimeout(answerMs, () => socket.end());
  try {
    let said = "";
    for await (const chunk of socket) said += chunk;
    return said === id || said === "";
  } catch {
    return false;
  }
}
