import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

export type NetworkPath = {
  url: string;
  cut: () => void;
  stall: () => void;
  resume: () => void;
  close: () => Promise<void>;
};

/** A way to the database that a test can cut or stall, as a network does. */
export async function openNetworkPath(target: URL): Promise<NetworkPath> {
  const sockets = new Set<Socket>();
  let stalled = false;
  const server: Server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("data", (chunk) => to.write(chunk));
      from.on("error", () => to.destroy());
      from.on("close", () => to.destroy());
      if (stalled) from.pause();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = new URL(target);
  url.port = String((server.address() as AddressInfo).port);
  url.hostname = "127.0.0.1";
  const setStalled = (value: boolean) => {
    stalled = value;
    for (const socket of sockets)
      if (value) socket.pause();
      else socket.resume();
  };
  const cut = () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  return {
    url: url.href,
    cut,
    stall: () => setStalled(true),
    resume: () => setStalled(false),
    close: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
