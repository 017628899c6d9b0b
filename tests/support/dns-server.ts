import { createSocket } from "node:dgram";
import { once } from "node:events";
import { decode, encode, type Answer } from "dns-packet";

export type Zone = { txt: Map<string, string[]>; mx: Map<string, string[]> };

export type DnsServer = {
  /** As Node's resolver takes it. */
  address: string;
  /** What it answers; a name that is not there does not exist. */
  zone: Zone;
  /** Says nothing any more. */
  hang(): void;
  close(): Promise<void>;
};

/** A name server of the test's own, over UDP on this machine. */
export async function startDnsServer(zone: Zone): Promise<DnsServer> {
  const socket = createSocket("udp4");
  let hangs = false;
  socket.on("message", (message, { port, address }) => {
    if (hangs) return;
    const { id, questions = [] } = decode(message);
    const answers = questions.flatMap(({ name, type }) => answersOf(zone, name, type));
    const known = questions.every(({ name }) => zone.txt.has(name) || zone.mx.has(name));
    // Recursion is available, and 3 says that there is no such name.
    const flags = 0x0080 | (known ? 0 : 3);
    socket.send(encode({ type: "response", id: id ?? 0, flags, questions, answers }), port, address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return {
    address: `127.0.0.1:${socket.address().port}`,
    zone,
    hang: () => (hangs = true),
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function answersOf({ txt, mx }: Zone, name: string, type: string): Answer[] {
  if (type === "TXT") return (txt.get(name) ?? []).map((data) => ({ type, name, ttl: 0, data: parts(data) }));
  if (type !== "MX") return [];
  return (mx.get(name) ?? []).map((exchange) => ({ type, name, ttl: 0, data: { preference: 10, exchange } }));
}

/** One string of a TXT record holds 255 bytes. */
function parts(text: string): string[] {
  return text.match(/.{1,255}/g) ?? [""];
}
