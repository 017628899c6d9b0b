import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";

export type Canary = {
  port: number;
  /** How many connections came, whatever was said on them. */
  connections: () => number;
  close: () => Promise<void>;
};

/** Listens on this machine's own addresses, where nothing of ours may ever connect to for a stranger. */
export async function startCanary(): Promise<Canary> {
  let came = 0;
  const server = createServer((socket) => {
    came += 1;
    socket.destroy();
  }).listen(0, "::");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => came,
    close: async () => {
      server.close();
      await once(server, "close");
    },
  };
}
