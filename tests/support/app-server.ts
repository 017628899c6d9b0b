import { spawn } from "node:child_process";
import { randomBytes, randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import { createAppDatabase, knownPassword, type AppDatabase } from "./app-database";
import { buildDir, nextBin, type Variant } from "./app-build";
import { exchange } from "./exchange";
import { startFakeResend, type FakeResend } from "./fake-resend";

export type ServerProcess = {
  pid: number;
  /** All that it printed so far. */
  output: () => string;
  exited: Promise<number | null>;
  end: (signal: "SIGTERM" | "SIGKILL") => Promise<void>;
};

export type App = {
  variant: Variant;
  /** The public origin, as the app is configured and as a browser knows it. */
  origin: string;
  port: number;
  database: AppDatabase;
  resend: FakeResend;
  output: () => string;
  /** Remembers a secret that must never be printed; `stop` looks for all of them. */
  mark: (secret: string) => string;
  /** Ends the process without a chance to tidy up. */
  kill: () => Promise<void>;
  /** Starts the process again on the same port, database and secrets. */
  startAgain: () => Promise<void>;
  /** Ends the process and what was made for it. Throws when a marked secret was printed. */
  stop: () => Promise<void>;
};

export type AppOptions = {
  variant?: Variant;
  env?: Record<string, string>;
  /** Another instance to share the database, the provider and the secrets with. */
  beside?: App;
};

const secretsOf = new WeakMap<App, Record<string, string>>();

/** Starts a built app in production mode, with limits on; this process is the one trusted proxy in front of it. */
export async function startApp(options: AppOptions = {}): Promise<App> {
  const { variant = "production", beside } = options;
  const port = await freePort();
  const database = beside?.database ?? (await createAppDatabase());
  const resend = beside?.resend ?? (await startFakeResend());
  const secrets = (beside && secretsOf.get(beside)) ?? newSecrets();
  const env = {
    NEXTAUTH_URL: `http://localhost:${port}`,
    DATABASE_URL: database.url,
    RESEND_API_KEY: "re_test",
    RESEND_BASE_URL: resend.url,
    EMAIL_FROM: "Latchkey <accounts@example.com>",
    TRUSTED_PROXY_HOPS: "1",
    ...secrets,
    ...options.env,
  };
  const marks = new Set([...Object.values(secrets), knownPassword]);
  const outputs: string[] = [];
  let server = await startServer({ variant, port, env });

  const app: App = {
    variant,
    origin: env.NEXTAUTH_URL,
    port,
    database,
    resend,
    output: () => outputs.join("") + server.output(),
    mark: (secret) => {
      marks.add(secret);
      return secret;
    },
    kill: () => server.end("SIGKILL"),
    startAgain: async () => {
      outputs.push(server.output());
      server = await startServer({ variant, port, env });
    },
    stop: async () => {
      await server.end("SIGTERM");
      if (!beside) {
        await resend.close();
        await database.drop();
      }
      const printed = [...marks].filter((secret) => app.output().includes(secret));
      if (printed.length > 0) throw new Error(`The server printed ${printed.length} secret(s), such as ${printed[0]}`);
      if (resend.faults.length > 0) throw new Error(resend.faults.join("\n"));
    },
  };
  secretsOf.set(app, secrets);
  return app;
}

/** Runs `next start` of a build with this environment and nothing else; resolves when it answers. */
export async function startServer(options: {
  variant: Variant;
  port: number;
  env: Record<string, string>;
}): Promise<ServerProcess> {
  const server = spawnServer(options);
  const ended = server.exited.then((code) => {
    throw new Error(`The server ended with ${code} before it was ready:\n${server.output()}`);
  });
  const failed = server.ready.catch((error: unknown) => {
    throw new Error(`The server did not answer (${String(error)}):\n${server.output()}`);
  });
  await Promise.race([failed, ended]);
  return server;
}

/** The same without waiting, for a server that is expected not to start. */
export function spawnServer({
  variant,
  port,
  env,
}: {
  variant: Variant;
  port: number;
  env: Record<string, string>;
}): ServerProcess & { ready: Promise<void> } {
  const child = spawn(process.execPath, [nextBin, "start", "-H", "127.0.0.1", "-p", String(port)], {
    cwd: buildDir(variant),
    env: { PATH: process.env["PATH"] ?? "", NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const chunks: string[] = [];
  const exited = new Promise<number | null>((resolve, reject) => child.on("close", resolve).on("error", reject));
  const listening = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        chunks.push(String(chunk));
        if (String(chunk).includes("Ready in")) resolve();
      });
    }
  });
  // Next says "ready" before the app has looked at its environment; the first answer comes after.
  const ready = listening.then(async () => {
    await exchange(port, { path: "/api/auth/csrf", headers: { host: "localhost" } });
  });
  ready.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    output: () => chunks.join(""),
    exited,
    ready,
    end: async (signal) => {
      child.kill(signal);
      await exited;
    },
  };
}

/** Below what systems give to whoever names no port, and without the few that browsers refuse. */
const portRange = [11_000, 32_000] as const;
const portsGiven = new Set<number>();

/**
 * A port on which nobody listens. It stays free until it is used, which may be seconds later: no client's socket and no server without a
 * port of its own is given it meanwhile.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(...portRange);
    if (portsGiven.has(port) || !(await canListen(port))) continue;
    portsGiven.add(port);
    return port;
  }
}

async function canListen(port: number): Promise<boolean> {
  const probe = createServer().listen(port, "127.0.0.1");
  try {
    await once(probe, "listening");
  } catch {
    return false;
  }
  await new Promise((resolve) => probe.close(resolve));
  return true;
}

function newSecrets() {
  return { JWT_SECRET: randomBytes(32).toString("base64url"), NEXTAUTH_SECRET: randomBytes(32).toString("base64url") };
}
