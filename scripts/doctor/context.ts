import { envShape } from "@/platform/env";
import { openDatabase, type DoctorDatabase } from "./database";

/** What a check may look at. */
export type Context = {
  /** The project's folder. */
  root: string;
  /** The environment as the server would read it; in local mode as `npm start` would make it. */
  source: Readonly<Record<string, string | undefined>>;
  mode: "local" | "production";
  /** Paths of the .env files that were read. */
  envFiles: readonly string[];
  nodeVersion: string;
  /** This machine's clock, in milliseconds since 1970. */
  now: () => number;
  /** Addresses of name servers; null asks those of this machine. */
  dnsServers: readonly string[] | null;
  /** Names that the domain's owner may have chosen at the mail provider. */
  dkimSelector: string | null;
  returnPath: string;
  /** Where a test mail goes, where one was asked for. */
  mailTo: string | null;
  database: DoctorDatabase | null;
};

export type ContextOptions = Partial<Omit<Context, "database">> &
  Pick<Context, "root" | "source" | "mode"> & {
    /** Local mode's own database is not there to be asked. */
    ownDatabase?: boolean;
  };

/** Its database is to be closed. */
export function openContext({ ownDatabase = false, ...options }: ContextOptions): Context {
  const url = ownDatabase ? null : read(options, "DATABASE_URL");
  return {
    envFiles: [],
    nodeVersion: process.versions.node,
    now: Date.now,
    dnsServers: null,
    dkimSelector: null,
    returnPath: "send",
    mailTo: null,
    ...options,
    database: url === null ? null : openDatabase(url),
  };
}

/** One variable, or null where it is missing or malformed: a fault of another must not hide what this one leads to. */
export function read({ source }: Pick<Context, "source">, name: keyof typeof envShape): string | null {
  const parsed = envShape[name].safeParse(source[name]);
  return parsed.success && typeof parsed.data === "string" ? parsed.data : null;
}

export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === "" || hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}
