import { generateKeyPairSync, randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { migrate } from "../../scripts/migrate.mjs";
import type { ContextOptions } from "../../scripts/doctor/context";
import { asAdmin, databaseUrl } from "./database";
import { startDnsServer, type DnsServer, type Zone } from "./dns-server";
import { startRedis, type RedisServer } from "./redis-server";

/** A small server on this machine that answers by paths; one that is not there answers 404, and `hang` says nothing. `lateMs` comes before an answer. */
export type Stand = { url: string; answers: Map<string, StandAnswer>; close(): Promise<void> };
export type StandAnswer =
  { status?: number; headers?: Record<string, string>; body?: unknown; lateMs?: number } | "hang";

/** Everything around a production that is set up well; a test spoils one thing. */
export type DoctorSetup = {
  /** What the doctor is given. */
  options: ContextOptions & { source: Record<string, string | undefined>; envFiles: string[] };
  app: Stand;
  resend: Stand;
  dns: DnsServer;
  redis: RedisServer;
  /** The user of DATABASE_URL. */
  user: string;
  /** Runs a statement in the database of DATABASE_URL, as the server's administrator. */
  sql: (statement: string) => Promise<void>;
  /** Closed with the set-up, before its servers. */
  onClose: (close: () => unknown) => void;
  /** Puts a database of this test's own into DATABASE_URL: migrated, or empty. */
  takeDatabase: (kind?: "migrated" | "empty") => Promise<void>;
};

export type DoctorWard = {
  /** A set-up in which nothing is wrong, with servers of its own. */
  open: () => Promise<DoctorSetup & { close: () => Promise<void> }>;
  close: () => Promise<void>;
};

/** The sender's. */
export const domain = "mail.example.com";

const root = path.resolve(import.meta.dirname, "../..");

/** What all set-ups share: a database user, and a migrated database to clone. */
export async function openDoctorWard(): Promise<DoctorWard> {
  const user = `doctor_${randomBytes(6).toString("hex")}`;
  const password = randomBytes(12).toString("hex");
  await asAdmin((admin) => admin.query(`CREATE ROLE ${user} LOGIN PASSWORD '${password}'`));
  let made = 0;
  async function createDatabase(template = "template0"): Promise<string> {
    const name = `${user}_${(made += 1)}`;
    await asAdmin((admin) => admin.query(`CREATE DATABASE ${name} OWNER ${user} TEMPLATE ${template} ENCODING 'UTF8'`));
    return name;
  }
  const urlOf = (name: string) => Object.assign(new URL(databaseUrl(name)), { username: user, password }).href;
  const template = await createDatabase();
  await migrate({ connectionString: urlOf(template) });
  const shared = await createDatabase(template);

  return {
    async open() {
      const [app, resend] = await Promise.all([openStand(goodApp), openStand(goodResend)]);
      const [dns, redis] = await Promise.all([startDnsServer(goodZone()), startRedis()]);
      const folder = await makeRoot();
      const closing: (() => unknown)[] = [];
      const source: Record<string, string | undefined> = {
        NEXTAUTH_URL: app.url,
        DATABASE_URL: urlOf(shared),
        JWT_SECRET: randomBytes(32).toString("base64"),
        NEXTAUTH_SECRET: randomBytes(32).toString("base64"),
        RESEND_API_KEY: `re_${randomBytes(12).toString("hex")}`,
        RESEND_BASE_URL: resend.url,
        RESEND_WEBHOOK_SECRET: `whsec_${randomBytes(24).toString("base64")}`,
        EMAIL_FROM: `Latchkey <accounts@${domain}>`,
        REDIS_URL: redis.url,
      };
      const options = {
        root: folder,
        source,
        mode: "production" as const,
        envFiles: [path.join(folder, ".env")],
        nodeVersion: "24.11.0",
        dnsServers: [dns.address],
      };
      return {
        options,
        ...{ app, resend, dns, redis, user },
        sql: async (statement) => {
          const name = new URL(source["DATABASE_URL"] ?? "").pathname.slice(1);
          const client = new pg.Client({ connectionString: databaseUrl(name) });
          await client.connect();
          await client.query(statement).finally(() => client.end());
        },
        takeDatabase: async (kind = "migrated") => {
          source["DATABASE_URL"] = urlOf(await createDatabase(kind === "migrated" ? template : undefined));
        },
        onClose: (close) => closing.push(close),
        close: async () => {
          for (const close of closing.reverse()) await close();
          await Promise.all([app.close(), resend.close(), dns.close(), redis.stop()]);
          await rm(folder, { recursive: true });
        },
      };
    },
    async close() {
      await asAdmin(async (admin) => {
        for (let number = 1; number <= made; number += 1)
          await admin.query(`DROP DATABASE IF EXISTS ${user}_${number} WITH (FORCE)`);
        await admin.query(`DROP ROLE ${user}`);
      });
    },
  };
}

/** A folder as one deploys it, with its packages' names and versions alone. */
async function makeRoot(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "latchkey-doctor-"));
  await symlink(path.join(root, "prisma"), path.join(folder, "prisma"));
  const versions = {
    next: "16.4.5",
    "next-auth": "4.24.15",
    "@auth/prisma-adapter": "2.11.3",
    react: "19.3.1",
    "react-dom": "19.3.1",
  };
  for (const [name, version] of Object.entries(versions)) await putPackage(folder, name, version);
  await writeFile(path.join(folder, ".env"), "");
  await chmod(path.join(folder, ".env"), 0o600);
  return folder;
}

export async function putPackage(folder: string, name: string, version: string): Promise<void> {
  await mkdir(path.join(folder, "node_modules", name), { recursive: true });
  await writeFile(path.join(folder, "node_modules", name, "package.json"), JSON.stringify({ name, version }));
}

const goodApp: Record<string, StandAnswer> = {
  "/api/auth/csrf": {
    headers: { "set-cookie": "next-auth.csrf-token=abc; Path=/; HttpOnly; SameSite=Lax" },
    body: { csrfToken: "abc" },
  },
  "/signin": {
    headers: {
      "content-security-policy": "script-src 'self'",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "strict-origin-when-cross-origin",
    },
  },
};

const goodResend: Record<string, StandAnswer> = {
  "/domains": { body: { data: [{ name: domain, status: "verified" }] } },
  "/emails": { body: { id: "accepted" } },
};

async function openStand(answers: Record<string, StandAnswer>): Promise<Stand> {
  const current = new Map(Object.entries(structuredClone(answers)));
  const server = createServer((request, response) => {
    answer(current, request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers: current,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(answers: Map<string, StandAnswer>, { url = "" }: IncomingMessage, response: ServerResponse): void {
  const found = answers.get(url);
  if (found === "hang") return;
  const { status = 200, headers = {}, body = "", lateMs = 0 } = found ?? { status: 404 };
  const text = typeof body === "string" ? body : JSON.stringify(body);
  setTimeout(() => response.writeHead(status, headers).end(text), lateMs);
}

function goodZone(): Zone {
  return {
    txt: new Map([
      [`send.${domain}`, ["v=spf1 include:amazonses.com ~all"]],
      ["amazonses.com", ["v=spf1 ip4:199.255.192.0/22 -all"]],
      [`resend._domainkey.${domain}`, [`p=${dkimKey(1024)}`]],
      ["_dmarc.example.com", ["v=DMARC1; p=reject; rua=mailto:dmarc@example.com"]],
    ]),
    mx: new Map([
      [domain, ["mx.example.com"]],
      [`send.${domain}`, ["feedback-smtp.eu-west-1.amazonses.com"]],
    ]),
  };
}

/** A public key as a DKIM record has it. */
export function dkimKey(bits: number): string {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: bits });
  return publicKey.export({ type: "spki", format: "der" }).toString("base64");
}
