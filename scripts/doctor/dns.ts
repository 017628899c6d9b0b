import { Resolver } from "node:dns/promises";
import { codeOf } from "./database";

/** Short enough that an SPF record with its includes is walked within one check. */
const askMs = 700;

export type Dns = {
  /** Each record as one text; empty where there is none. */
  txt(name: string): Promise<string[]>;
  /** The names of mail servers; "" for the one record that says that there is none. */
  mx(name: string): Promise<string[]>;
};

/** The name server does not answer, or answers that it cannot. */
export class DnsError extends Error {
  override name = "DnsError";
}

/** Asks the given name servers, such as "127.0.0.1:5353", or this machine's. */
export function openDns(servers: readonly string[] | null): Dns {
  const resolver = new Resolver({ timeout: askMs, tries: 2 });
  if (servers !== null) resolver.setServers(servers);
  return {
    txt: (name) => orNone(async () => (await resolver.resolveTxt(name)).map((parts) => parts.join(""))),
    mx: (name) => orNone(async () => (await resolver.resolveMx(name)).map(({ exchange }) => exchange)),
  };
}

async function orNone(ask: () => Promise<string[]>): Promise<string[]> {
  try {
    return await ask();
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENODATA" || code === "ENOTFOUND") return [];
    throw new DnsError(code, { cause: error });
  }
}
