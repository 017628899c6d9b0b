import { randomBytes, randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { hash } from "@node-rs/argon2";
import { hash as bcryptHash } from "@node-rs/bcrypt";
import pg from "pg";
import { capture } from "../../scripts/lib/run.mjs";
import { send } from "./load.mjs";
import { buildDir, projectRoot } from "./workshop.mjs";

/** What next-auth's guides use. */
const bcryptCost = 10;

const password = "seven quiet lanterns on the pier";
const secret = () => randomBytes(32).toString("base64url");

/** So many accounts, the first of which is whoever signs in alone. */
export function people(count) {
  return Array.from({ length: count }, (_, index) => ({
    name: "Seeded Person",
    email: `person-${index + 1}@example.com`,
    password,
  }));
}

/**
 * What is compared, as its own documentation sets it up. `prepare` makes the tables and the accounts, `env` is what the server is started
 * with, `mePath` answers who is signed in. `openSignin` answers how one signs in: a function of a person and of the address that the
 * request comes from, which gives the request.
 */
export const latchkey = {
  name: "Latchkey",
  app: "product",
  mePath: "/api/v1/me",
  prepare: prepareProduct,
  env: ({ origin, databaseUrl }) => ({
    NEXTAUTH_URL: origin,
    DATABASE_URL: databaseUrl,
    JWT_SECRET: secret(),
    NEXTAUTH_SECRET: secret(),
    RESEND_API_KEY: "re_bench",
    RESEND_BASE_URL: "http://127.0.0.1:1",
    EMAIL_FROM: "Latchkey <accounts@example.com>",
    TRUSTED_PROXY_HOPS: "0",
  }),
  openSignin: openNextAuthSignin,
};

export const nextAuth = {
  name: "NextAuth, JWT",
  app: "next-auth",
  mePath: "/api/me",
  prepare: prepareNextAuth,
  env: ({ origin, databaseUrl }) => ({ NEXTAUTH_URL: origin, NEXTAUTH_SECRET: secret(), DATABASE_URL: databaseUrl }),
  openSignin: openNextAuthSignin,
};

export const betterAuth = {
  name: "Better Auth",
  app: "better-auth",
  mePath: "/api/me",
  prepare: prepareBetterAuth,
  env: ({ origin, databaseUrl }) => betterAuthEnv({ origin, databaseUrl }),
  openSignin: openJsonSignin("/api/auth/sign-in/email"),
};

/** Signs one person in and answers the session's cookie alone. */
export async function signIn(contender, port, person) {
  const signinRequest = await contender.openSignin(port);
  return sessionCookies(contender, await send(port, signinRequest(person)));
}

/**
 * The cookies of the session that an answer opened.
 * @throws {Error} when it opened none: a fast refusal is no result
 */
export function sessionCookies({ name }, answer) {
  const cookies = cookiesOf(answer).filter((cookie) => /(session[-_]token|session_data|auth_token)=./.test(cookie));
  if (answer.status !== 200 || cookies.length === 0) {
    throw new Error(`${name} signed nobody in: ${answer.status} ${answer.text}`);
  }
  return cookies.join("; ");
}

/** As NextAuth's own client does it: a form with an anti-forgery token, which is asked for once. */
async function openNextAuthSignin(port) {
  const csrf = await send(port, { path: "/api/auth/csrf" });
  const { csrfToken } = JSON.parse(csrf.text);
  const cookie = cookiesOf(csrf).join("; ");
  return ({ email, password }, address) =>
    post(port, "/api/auth/callback/credentials", {
      form: { csrfToken, json: "true", email, password },
      cookie,
      address,
    });
}

/** By an address and a password as JSON. */
export function openJsonSignin(to) {
  return async (port) =>
    ({ email, password }, address) =>
      post(port, to, { json: { email, password }, address });
}

function post(port, to, { json, form, cookie, address }) {
  const body = json ? JSON.stringify(json) : new URLSearchParams(form).toString();
  const headers = {
    "content-type": json ? "application/json" : "application/x-www-form-urlencoded",
    "content-length": Buffer.byteLength(body),
    origin: `http://localhost:${port}`,
    "sec-fetch-site": "same-origin",
    ...(cookie ? { cookie } : {}),
    ...(address ? { "x-forwarded-for": address } : {}),
  };
  return { method: "POST", path: to, headers, body };
}

function cookiesOf(answer) {
  return (answer.headers["set-cookie"] ?? []).map((line) => line.slice(0, line.indexOf(";")));
}

async function prepareProduct(databaseUrl, accounts) {
  const script = path.join(projectRoot, "scripts/migrate.mjs");
  await capture(process.execPath, [script], { env: { PATH: process.env["PATH"], DATABASE_URL: databaseUrl } });
  await insertUsers(databaseUrl, accounts, await hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 }));
}

/** NextAuth leaves people and passwords to its user: the same table, and bcrypt as its guides have it. */
async function prepareNextAuth(databaseUrl, accounts) {
  await query(
    databaseUrl,
    `CREATE TABLE "User" ("id" text PRIMARY KEY, "name" text, "email" text UNIQUE, "password" text, "role" text DEFAULT 'USER',
      "isVerified" boolean, "updatedAt" timestamptz)`,
  );
  await insertUsers(databaseUrl, accounts, await bcryptHash(password, bcryptCost));
}

async function insertUsers(databaseUrl, accounts, passwordHash) {
  const rows = accounts.map(({ name, email }) => ({ id: randomUUID(), name, email }));
  await query(
    databaseUrl,
    `INSERT INTO "User" ("id", "name", "email", "password", "isVerified", "updatedAt")
     SELECT row->>'id', row->>'name', row->>'email', $2, true, now() FROM json_array_elements($1::json) AS row`,
    [JSON.stringify(rows), passwordHash],
  );
}

/** Its accounts are made by its own sign-up, hashed as it hashes. They come in a file: Linux takes no variable beyond 128 kB. */
async function prepareBetterAuth(databaseUrl, accounts) {
  const cwd = buildDir("better-auth");
  await writeFile(path.join(cwd, "accounts.json"), JSON.stringify(accounts));
  await capture(process.execPath, ["prepare.mjs"], {
    cwd,
    env: betterAuthEnv({ origin: "http://localhost", databaseUrl }),
  });
}

function betterAuthEnv({ origin, databaseUrl }) {
  return { DATABASE_URL: databaseUrl, BETTER_AUTH_SECRET: secret(), BETTER_AUTH_URL: origin };
}

async function query(databaseUrl, text, values) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(text, values);
  } finally {
    await client.end();
  }
}
