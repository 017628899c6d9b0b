import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export type RangeService = {
  /** For the app's environment. */
  env: Record<string, string>;
  /** The prefixes that were asked for, oldest first. */
  asked: readonly string[];
  hang: () => void;
  close: () => void;
};

/** A service of leaked passwords in the manner of Pwned Passwords, which knows these. */
export async function startRangeService(leaked: readonly string[]): Promise<RangeService> {
  const hashes = leaked.map((password) => createHash("sha1").update(password).digest("hex").toUpperCase());
  const asked: string[] = [];
  let hangs = false;
  const server = createServer((request, response) => {
    const prefix = /^\/range\/([0-9A-F]{5})$/.exec(request.url ?? "")?.[1] ?? "";
    asked.push(prefix);
    if (hangs) return;
    const lines = hashes.filter((hash) => hash.startsWith(prefix)).map((hash) => `${hash.slice(5)}:7\r\n`);
    response.end([`${"0".repeat(35)}:0\r\n`, ...lines].join(""));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    env: {
      PASSWORD_BREACH_CHECK: "on",
      PASSWORD_BREACH_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    },
    asked,
    hang: () => {
      hangs = true;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
