import { createServer } from "node:net";
import { StartError } from "./start-error.mjs";

/** A browser may try either for `localhost`, so another app on one of them would get our requests. */
const loopbacks = ["127.0.0.1", "::1"];

/**
 * @param {number} port
 * @throws {StartError} when the app could not be reached there
 */
export async function requireFreePort(port) {
  for (const host of loopbacks) {
    const code = await tryListen(port, host);
    if (code === "EADDRINUSE") {
      throw new StartError(
        `Port ${port} is taken by another program: end it, or choose another port, such as PORT=${port + 1} npm start.`,
      );
    }
    if (code === "EACCES")
      throw new StartError(`Port ${port} is reserved for the system: choose one from 1024 up, such as PORT=3000.`);
  }
}

/** The error's code, or null when the port is free. */
function tryListen(port, host) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) => resolve(error.code));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(null)));
  });
}
