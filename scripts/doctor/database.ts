import pg from "pg";

const connectMs = 2_000;
const queryMs = 2_000;

/** The database of DATABASE_URL. Each of its checks asks by itself, so that one that hangs holds up no other. */
export type DoctorDatabase = {
  url: string;
  query<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Gives one connection to a piece of work. */
  withClient<Result>(work: (client: pg.PoolClient) => Promise<Result>): Promise<Result>;
  /** Null where it answers, and otherwise what it said; asked once. */
  fault(): Promise<DatabaseFault | null>;
  close(): void;
};

export type DatabaseFault = { code: string; sentence: string; remedy: string };

export function openDatabase(url: string): DoctorDatabase {
  const pool = new pg.Pool({
    connectionString: url,
    max: 4,
    connectionTimeoutMillis: connectMs,
    query_timeout: queryMs,
    application_name: "latchkey doctor",
  });
  pool.on("error", () => undefined);
  let asked: Promise<DatabaseFault | null> | undefined;
  return {
    url,
    query: async <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) =>
      (await pool.query<Row>(text, [...values])).rows,
    async withClient(work) {
      const client = await pool.connect();
      try {
        return await work(client);
      } finally {
        client.release();
      }
    },
    fault: () =>
      (asked ??= pool.query("SELECT 1").then(
        () => null,
        (error: unknown) => explain(error, url),
      )),
    close: () => void pool.end().catch(() => undefined),
  };
}

const known: Record<string, readonly [code: string, sentence: string, remedy: string]> = {
  ECONNREFUSED: ["refused", "takes no connection", "Start it, or correct host and port in DATABASE_URL."],
  ENOTFOUND: ["unknown-host", "has a name that DNS does not know", "Correct the host in DATABASE_URL."],
  EAI_AGAIN: ["unknown-host", "has a name that DNS does not answer for", "Correct the host in DATABASE_URL."],
  "28P01": ["password", "refuses the password", "Correct user and password in DATABASE_URL."],
  "28000": ["password", "refuses the user", "Correct user and password in DATABASE_URL, or let it in by pg_hba.conf."],
  "3D000": ["no-database", "has no database of that name", "Create it, or correct the name in DATABASE_URL."],
  "53300": ["full", "has no connection left", "Raise max_connections, or put a pooler such as PgBouncer in front."],
  "57P03": ["starting", "is starting or stopping", "Try again when it is up."],
  "42501": ["privileges", "lets this user not connect", "GRANT CONNECT on the database to the user of DATABASE_URL."],
};

function explain(error: unknown, url: string): DatabaseFault {
  const { host } = new URL(url);
  const [code, sentence, remedy] = known[codeOf(error)] ?? byMessage(error);
  return { code, sentence: `the database at ${host} ${sentence}`, remedy };
}

/** Of several addresses that were tried for one name, the first failure tells enough. */
export function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  if (!(error instanceof Error)) return "";
  if ("code" in error && typeof error.code === "string") return error.code;
  return error.cause === undefined ? "" : codeOf(error.cause);
}

function byMessage(error: unknown): readonly [string, string, string] {
  const message = error instanceof Error ? error.message : "";
  if (/timeout/i.test(message))
    return ["timeout", "does not answer", "Open the way to it: firewall, network, host, port."];
  if (/not support SSL/i.test(message))
    return ["tls", "does not speak TLS", "Turn TLS on there, or leave sslmode out of DATABASE_URL."];
  if (/certificate|self.signed/i.test(message + codeOf(error)))
    return [
      "certificate",
      "has a certificate that is not trusted here",
      "Name its authority: sslrootcert in DATABASE_URL.",
    ];
  return ["failed", `cannot be used (${codeOf(error) || "unknown"})`, "Look at its log."];
}
