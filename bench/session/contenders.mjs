import { randomBytes, randomUUID } from "node:crypto";
import path from "node:path";
import { hash } from "@node-rs/argon2";
import pg from "pg";
import { capture } from "../../scripts/lib/run.mjs";
import { send } from "./load.mjs";
import { buildDir, projectRoot } from "./workshop.mjs";

const person = { name: "Seeded Person", email: "person@example.com", password: "seven quiet lanterns on the pier" };
const secret = () => randomBytes(32).toString("base64url");

/** Nothing listens on port 1, so changes cannot be pushed; every other statement goes its usual way. */
const noPush = { DATABASE_DIRECT_URL: "postgresql://postgres@127.0.0.1:1/none" };

/**
 * What is compared. `prepare` makes the tables and whoever signs in, `env` is what the server is started with, `signIn` answers the
 * request's cookie, and `bar` is what we hold ourselves to.
 */
export const contenders = [
  {
    id: "bare",
    name: "A bare route",
    app: "bare",
    path: "/api/me",
    env: () => ({}),
    // Next takes a request's cookies apart whether or not anybody asks: all are asked by a browser that carries one.
    signIn: async () => `next-auth.session-token=${randomBytes(300).toString("base64url")}`,
  },
  product({ id: "open", name: "Latchkey, asking nobody", path: "/api/open", env: {} }),
  product({ id: "latchkey", name: "Latchkey, changes pushed", env: {}, bar: { cpuRatio: 1.15, statements: 0 } }),
  product({ id: "latchkey-no-push", name: "Latchkey, push down", env: noPush, bar: { statements: 1 } }),
  {
    id: "next-auth",
    name: "NextAuth, JWT",
    app: "next-auth",
    path: "/api/me",
    env: ({ origin }) => ({ NEXTAUTH_URL: origin, NEXTAUTH_SECRET: secret() }),
    signIn: signInByNextAuth,
  },
  betterAuth({ id: "better-auth", name: "Better Auth", env: {} }),
  betterAuth({ id: "better-auth-cached", name: "Better Auth, cookie cache", env: { COOKIE_CACHE: "1" } }),
];

function product({ env, ...rest }) {
  return {
    path: "/api/v1/me",
    ...rest,
    app: "product",
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
      ...env,
    }),
    signIn: signInByNextAuth,
  };
}

function betterAuth({ env, ...rest }) {
  return {
    ...rest,
    app: "better-auth",
    path: "/api/me",
    prepare: (databaseUrl) =>
      capture(process.execPath, ["migrate.mjs"], { cwd: buildDir("better-auth"), env: betterAuthEnv(databaseUrl) }),
    env: ({ origin, databaseUrl }) => ({ ...betterAuthEnv(databaseUrl), BETTER_AUTH_URL: origin, ...env }),
    signIn: signUpWithBetterAuth,
  };
}

function betterAuthEnv(databaseUrl) {
  return { DATABASE_URL: databaseUrl, BETTER_AUTH_SECRET: secret(), BETTER_AUTH_URL: "http://localhost" };
}

async function prepareProduct(databaseUrl) {
  const script = path.join(projectRoot, "scripts/migrate.mjs");
  await capture(process.execPath, [script], { env: { PATH: process.env["PATH"], DATABASE_URL: databaseUrl } });
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const password = await hash(person.password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
    await client.query(
      `INSERT INTO "User" ("id", "name", "email", "password", "isVerified", "updatedAt") VALUES ($1, $2, $3, $4, true, now())`,
      [randomUUID(), person.name, person.email, password],
    );
  } finally {
    await client.end();
  }
}

/** As NextAuth's own client does it: a form with its anti-forgery token. Answers the session's cookie alone. */
async function signInByNextAuth(port) {
  const csrf = await send(port, { path: "/api/auth/csrf" });
  const { email, password } = person;
  const body = new URLSearchParams({ csrfToken: JSON.parse(csrf.text).csrfToken, json: "true", email, password });
  const answer = await post(port, "/api/auth/callback/credentials", {
    body: body.toString(),
    type: "application/x-www-form-urlencoded",
    cookie: cookiesOf(csrf).join("; "),
  });
  return cookiesOf(answer)
    .filter((cookie) => cookie.startsWith("next-auth.session-token="))
    .join("; ");
}

async function signUpWithBetterAuth(port) {
  // A server that is started again on the same tables meets a person who is there already.
  const body = JSON.stringify({ ...person, email: `${randomUUID()}@example.com` });
  return cookiesOf(await post(port, "/api/auth/sign-up/email", { body, type: "application/json" })).join("; ");
}

async function post(port, to, { body, type, cookie }) {
  const headers = {
    "content-type": type,
    "content-length": Buffer.byteLength(body),
    origin: `http://localhost:${port}`,
    "sec-fetch-site": "same-origin",
    ...(cookie ? { cookie } : {}),
  };
  const answer = await send(port, { method: "POST", path: to, headers, body });
  if (answer.status >= 400) throw new Error(`${to} answered ${answer.status} ${answer.text}`);
  return answer;
}

function cookiesOf(answer) {
  return (answer.headers["set-cookie"] ?? []).map((line) => line.slice(0, line.indexOf(";")));
}
