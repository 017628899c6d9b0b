import { once } from "node:events";
import { connect, createServer } from "node:net";

/** What makes Postgres run a statement: a simple query, or the execution of a prepared one. */
const statementTypes = new Set(["Q".charCodeAt(0), "E".charCodeAt(0)]);
const headerBytes = 5;

/**
 * A way to the Postgres of `url` that counts the statements which pass, as the protocol has them, so that a BEGIN counts as well.
 * @returns {Promise<{ url: string, count: () => number, close: () => Promise<void> }>}
 */
export async function openStatementCounter(url) {
  const target = new URL(url);
  const sockets = new Set();
  let statements = 0;
  const server = createServer((client) => {
    const upstream = connect({ host: target.hostname, port: Number(target.port) });
    const read = createReader(() => (statements += 1));
    client.on("data", read);
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        client.destroy();
        upstream.destroy();
        sockets.delete(socket);
      });
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const own = new URL(url);
  own.port = String(server.address().port);
  return {
    url: own.href,
    count: () => statements,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Reads a client's messages, however they are cut. The first one, of the connection's start, has no type. */
function createReader(onStatement) {
  let rest = Buffer.alloc(0);
  let isStarted = false;
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= headerBytes) {
      const length = isStarted ? 1 + rest.readUInt32BE(1) : rest.readUInt32BE(0);
      if (rest.length < length) return;
      if (isStarted && statementTypes.has(rest[0])) onStatement();
      isStarted = true;
      rest = rest.subarray(length);
    }
  };
}
