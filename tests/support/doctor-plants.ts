import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import pg from "pg";
import type { DoctorSetup, StandAnswer } from "./doctor-setup";

/** Spoils one thing of a set-up that is good. */
export type Plant = (setup: DoctorSetup) => unknown;

export const csrf = "/api/auth/csrf";

export function set(name: string, value: string | undefined): Plant {
  return ({ options }) => {
    options.source[name] = value;
  };
}

export function txt(name: string, ...records: string[]): Plant {
  return ({ dns }) => dns.zone.txt.set(name, records);
}

export function mx(name: string, ...servers: string[]): Plant {
  return ({ dns }) => dns.zone.mx.set(name, servers);
}

/** In a database of its own. */
export function sql(statement: (setup: DoctorSetup) => string): Plant {
  return async (setup) => {
    await setup.takeDatabase();
    await setup.sql(statement(setup));
  };
}

/** Gives one page of the app other headers, and what else is said. */
export function page(at: string, headers: Record<string, string>, rest: Exclude<StandAnswer, "hang"> = {}): Plant {
  return ({ app }) => {
    const before = app.answers.get(at);
    const kept = before === "hang" ? {} : before;
    app.answers.set(at, { ...kept, ...rest, headers: { ...kept?.headers, ...headers } });
  };
}

export function csrfCookie(cookie: string): Plant {
  return page(csrf, { "set-cookie": cookie });
}

/** What a running app has written down about its clients' addresses. */
export function clientFinding(name: string): Plant {
  return sql(
    () => `INSERT INTO "SiteFinding" ("name", "seenAt", "toldAt") VALUES ('client_address.${name}', now(), now())`,
  );
}

export function databaseUrlWith(changes: Partial<URL>): Plant {
  return ({ options: { source } }) => {
    source["DATABASE_URL"] = Object.assign(new URL(source["DATABASE_URL"] ?? ""), changes).href;
  };
}

export function limitConnections(most: number): Plant {
  return sql(({ options }) => {
    const name = new URL(options.source["DATABASE_URL"] ?? "").pathname.slice(1);
    return `ALTER DATABASE ${name} CONNECTION LIMIT ${most}`;
  });
}

export function domains(status: number, body: object): Plant {
  return ({ resend }) => resend.answers.set("/domains", { status, body });
}

/** Upstash in the place of Redis, and what it answers to every command. */
export function upstash(answer: StandAnswer): Plant {
  return ({ options: { source }, app }) => {
    app.answers.set("/", answer);
    const variables = { UPSTASH_REDIS_REST_URL: app.url, UPSTASH_REDIS_REST_TOKEN: "token of the test" };
    Object.assign(source, { REDIS_URL: "", ...variables });
  };
}

/** Stands for a running app by the connection on which it listens. */
export async function runInstance({ options, onClose }: DoctorSetup): Promise<void> {
  const connectionString = options.source["DATABASE_URL"] ?? "";
  const client = new pg.Client({ connectionString, application_name: "latchkey push" });
  await client.connect();
  onClose(() => client.end());
}

/** The database behind a pooler whose clients hold no connection of their own: all is handed on but notifications. */
export async function throughPooler({ options, onClose }: DoctorSetup): Promise<string> {
  const target = new URL(options.source["DATABASE_URL"] ?? "");
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ port: Number(target.port), host: target.hostname, noDelay: true });
    near.pipe(far);
    let rest = Buffer.alloc(0);
    far.on("data", (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      while (rest.length >= 5 && rest.length >= 1 + rest.readUInt32BE(1)) {
        const end = 1 + rest.readUInt32BE(1);
        if (rest[0] !== "A".charCodeAt(0)) near.write(rest.subarray(0, end));
        rest = rest.subarray(end);
      }
    });
    for (const socket of [near, far]) socket.on("error", () => near.destroy()).on("close", () => far.destroy());
  });
  return Object.assign(new URL(target), { port: String(await portOf(server, onClose)) }).href;
}

/** Listens on this machine until the test ends. */
export async function portOf(server: Server, onClose: DoctorSetup["onClose"]): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onClose(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
