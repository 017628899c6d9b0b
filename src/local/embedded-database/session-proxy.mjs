import { timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import {
  abandon,
  encryptionRefused,
  fatalError,
  isAnswered,
  isTerminate,
  passwordOf,
  passwordRequest,
  readClientMessages,
  transactionStatus,
  welcome,
} from "./wire-protocol.mjs";

/**
 * @typedef {object} SessionProxyOptions
 * @property {(messages: Buffer) => Promise<Uint8Array>} execute runs whole messages in the one session and returns its whole answer
 * @property {string} password
 * @property {Record<string, string>} parameters what the server reports of itself
 */

/**
 * Lets many clients share the one session of an embedded Postgres: it belongs to a connection from its first message until the
 * session says that it is idle, so that batches and transactions never mix. A client that dies inside one is rolled back.
 * Settings, prepared statements and advisory locks are of the session, and so of everybody.
 *
 * @param {SessionProxyOptions} options
 * @returns {Promise<{ port: number, close: () => Promise<void> }>} on 127.0.0.1 and a port that the system chose
 */
export async function startSessionProxy({ execute, password, parameters }) {
  const session = createQueue();
  const sockets = new Set();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    // A client that goes away is nobody's error; the loop that reads it ends.
    socket.on("error", () => undefined);
    serveClient(socket, { execute, password, parameters, session })
      .catch((error) => socket.writable && socket.write(fatalError("XX000", error.message)))
      .finally(() => {
        sockets.delete(socket);
        socket.end();
      });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { port: server.address().port, close };

  async function close() {
    server.close();
    for (const socket of sockets) socket.destroy();
    await session.acquire();
  }
}

async function serveClient(socket, { execute, password, parameters, session }) {
  const messages = readClientMessages(socket);
  if (!(await admit(socket, messages, password))) return;
  socket.write(welcome(parameters));
  let release = null;
  try {
    for await (const batch of readBatches(messages)) {
      release ??= await session.acquire();
      if (socket.destroyed) break;
      const answer = Buffer.from(await execute(batch));
      socket.write(answer);
      if (transactionStatus(answer) !== "I") continue;
      release();
      release = null;
    }
  } finally {
    if (release) {
      for (const message of abandon) await execute(message);
      release();
    }
  }
}

/** Anybody on this machine can reach the port; only who started the database knows the password. */
async function admit(socket, messages, password) {
  for (;;) {
    const { value: message, done } = await messages.next();
    if (done || message.kind === "other_startup") return false;
    if (message.kind === "encryption") socket.write(encryptionRefused);
    else if (message.kind === "startup") socket.write(passwordRequest);
    else if (isSame(passwordOf(message.bytes), password)) return true;
    else {
      socket.write(fatalError("28P01", "password authentication failed"));
      return false;
    }
  }
}

function isSame(given, expected) {
  const [a, b] = [Buffer.from(given ?? ""), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Joins messages until one that the server answers, so that the session is never held by half a request. */
async function* readBatches(messages) {
  let batch = [];
  for await (const { bytes } of messages) {
    if (isTerminate(bytes)) return;
    batch.push(bytes);
    if (!isAnswered(bytes)) continue;
    yield Buffer.concat(batch);
    batch = [];
  }
}

/** First come, first served. */
function createQueue() {
  let tail = Promise.resolve();
  return {
    /** @returns {Promise<() => void>} to be called when done */
    acquire() {
      const { promise, release } = createGate();
      const turn = tail.then(() => release);
      tail = promise;
      return turn;
    },
  };
}

function createGate() {
  let release = () => {};
  const promise = new Promise((resolve) => {
    release = resolve;
  });
  return { promise, release };
}
