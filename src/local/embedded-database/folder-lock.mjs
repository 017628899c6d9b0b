import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFile, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import path from "node:path";

const answerMs = 1_000;

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
      return await writeFile(file, mine, { flag: "wx", mode: 0o600 });
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const owner = await readOwner(file);
    if (owner && (await isAlive(owner))) throw new FolderInUseError(owner.pid);
    await rm(file, { force: true });
  }
}

/** Null for a file that was cut off or taken away in between. */
async function readOwner(file) {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    return null;
  }
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
