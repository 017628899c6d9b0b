import { createHmac, createPublicKey, generateKeyPairSync, randomBytes, randomInt } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readAccessToken, signAccessToken } from "@/auth/access-token";
import { readAuthToken, readSessionToken, signAuthToken, signSessionToken } from "@/auth/session-token";
import { tokenHash } from "@/core/token-hash";
import { seedUser, type SeededUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { authTokenCookie, sessionCookie } from "../support/cookie-names";
import { openVisitor } from "../support/form-client";

const newSecret = () => randomBytes(32).toString("base64url");
const [jwtSecret, nextAuthSecret] = [newSecret(), newSecret()];

let app: App;
let user: SeededUser;
beforeAll(async () => {
  app = await startApp({ env: { JWT_SECRET: jwtSecret, NEXTAUTH_SECRET: nextAuthSecret } });
  user = await seedUser(app.database);
});
afterAll(async () => {
  await app.stop();
});

type Planted = { sessionId: string; secret: string; userId: string; role: "USER"; expiresAt: Date };

/** A live session, straight in the database. */
async function plantSession(kind: "BROWSER" | "APP" = "BROWSER"): Promise<Planted> {
  const expiresAt = new Date(Math.floor(Date.now() / 1000) * 1000 + 86_400_000);
  const secret = randomBytes(32).toString("base64url");
  const [row] = await app.database.query<{ id: string }>(
    `INSERT INTO "Session" ("id", "userId", "sessionToken", "expires", "provenAt", "kind")
     VALUES (gen_random_uuid(), $1, $2, $3::timestamptz AT TIME ZONE 'UTC', now(), $4::"SessionKind") RETURNING id`,
    [user.id, tokenHash(secret), expiresAt.toISOString(), kind],
  );
  return { sessionId: row?.id ?? "", secret, userId: user.id, role: "USER", expiresAt };
}

type Tokens = { session: string; auth: string; access: string };

async function signAll(
  browser: Planted,
  appSession: Planted,
  secrets = { jwt: jwtSecret, nextAuth: nextAuthSecret },
): Promise<Tokens> {
  const now = new Date();
  const jwtKeys = { secrets: [secrets.jwt], appUrl: app.origin };
  return {
    session: await signSessionToken({ secrets: [secrets.nextAuth], appUrl: app.origin }, browser, now),
    auth: await signAuthToken(jwtKeys, browser, now),
    access: (await signAccessToken(jwtKeys, appSession, now)).token,
  };
}

/** The status that each consumer answers a token with. */
const consumers = {
  session: (token: string) => statusOf({ cookie: `${sessionCookie}=${token}` }),
  auth: (token: string) => statusOf({ cookie: `${authTokenCookie}=${token}` }),
  access: (token: string) => statusOf({ authorization: `Bearer ${token}` }),
};

async function statusOf(headers: Record<string, string>): Promise<number> {
  return (await openVisitor(app).send({ path: "/api/v1/me", headers })).status;
}

describe("each kind of token", () => {
  it("is accepted where it belongs and nowhere else", async () => {
    const tokens: Record<string, string> = await signAll(await plantSession(), await plantSession("APP"));
    const opaque = { secret: (await plantSession()).secret, random: newSecret(), personal: `lkp_${newSecret()}` };
    for (const [kind, token] of Object.entries({ ...tokens, ...opaque })) {
      for (const [consumer, present] of Object.entries(consumers)) {
        expect(await present(token), `${kind} at ${consumer}`).toBe(kind === consumer ? 200 : 401);
      }
    }
  });

  it("names no session of another kind: a browser's opens nothing as a bearer, an app's nothing as a cookie", async () => {
    const crossed = await signAll(await plantSession("APP"), await plantSession("BROWSER"));
    for (const kind of ["session", "auth", "access"] as const) expect(await consumers[kind](crossed[kind])).toBe(401);
  });

  it("of one person opens nothing with the session of another", async () => {
    const stranger = await seedUser(app.database);
    const [browser, appSession] = [await plantSession(), await plantSession("APP")];
    const claimed = await signAll({ ...browser, userId: stranger.id }, { ...appSession, userId: stranger.id });
    for (const kind of ["session", "auth", "access"] as const) expect(await consumers[kind](claimed[kind])).toBe(401);
  });
});

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const decode = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString()) as Record<string, unknown>;
const sample = <T>(values: readonly T[]): T => values[randomInt(values.length)] as T;

const foreignPair = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ownPublicPem = () => createPublicKey(foreignPair.privateKey).export({ type: "spki", format: "pem" }).toString();

/** Ways to change a genuine token, each at random; none may leave it genuine. */
const forgeries: ((token: string) => string)[] = [
  (token) => token.slice(0, randomInt(token.length)),
  (token) => `${token}${sample(["A", ".", ".x", "=", "%00", " "])}`,
  (token) => {
    // Not the last letter of a part: it holds unused bits, so that two letters may be the same bytes.
    const places = Array.from(token, (_, at) => at).filter(
      (at) => token[at] !== "." && /[^.]/.test(token[at + 1] ?? "."),
    );
    const at = sample(places);
    return token.slice(0, at) + (token[at] === "A" ? "B" : "A") + token.slice(at + 1);
  },
  (token) =>
    withHeader(token, (header) => ({
      ...header,
      alg: sample(["none", "None", "nOnE", "HS384", "HS512", "RS256", "ES256", "PS256", "dir"]),
    })),
  (token) =>
    `${withHeader(token, (header) => ({ ...header, alg: "none" }))
      .split(".")
      .slice(0, 2)
      .join(".")}.`,
  (token) =>
    withHeader(token, (header) => ({
      ...header,
      kid: sample([
        "../../etc/passwd",
        "' OR 1=1 --",
        "x".repeat(1_000),
        "",
        "__proto__",
        "constructor",
        null,
        1,
        {},
        [],
      ]),
    })),
  (token) =>
    withHeader(token, (header) => ({
      ...header,
      ...sample([
        { jku: "http://127.0.0.1:9/jwks" },
        { x5u: "http://127.0.0.1:9/" },
        { jwk: { kty: "oct", k: "AAAA" } },
        { crit: ["b64"], b64: false },
        { crit: [] },
        { zip: "DEF" },
      ]),
    })),
  (token) =>
    withHeader(token, (header) => ({
      ...header,
      typ: sample(["JWT", "session+jwt2", "at+jwt ", null, "application/evil"]),
    })),
  (token) => resigned(token, newSecret()),
  (token) => resigned(token, sample(["", "secret", "changeme", ownPublicPem(), nextAuthSecret, jwtSecret])),
  (token) =>
    withPayload(token, (claims) => ({
      ...claims,
      ...sample([
        { sub: "00000000-0000-0000-0000-000000000000" },
        { exp: 253_402_300_799 },
        { exp: "9999999999" },
        { nbf: 9_999_999_999 },
        { iss: "https://evil.example" },
        { aud: "evil" },
        { sid: { not: "" } },
        { role: "ADMIN" },
      ]),
    })),
  () => randomBytes(randomInt(1, 200)).toString("base64url"),
  () => `${encode({ alg: "HS256" })}.${encode({ sub: "x" })}.${randomBytes(32).toString("base64url")}`,
  () => sample(["", ".", "..", "...", "null", "undefined", "[object Object]", "e30.e30.", "a.b.c.d.e", "%E0%A4%A"]),
];

function withHeader(token: string, change: (header: Record<string, unknown>) => object): string {
  const [header = "", ...rest] = token.split(".");
  return [encode(change(decode(header))), ...rest].join(".");
}

function withPayload(token: string, change: (claims: Record<string, unknown>) => object): string {
  const [header = "", payload = "", signature = ""] = token.split(".");
  return [header, encode(change(decode(payload))), signature].join(".");
}

/** With a genuine-looking HMAC under another key, the header kept. */
function resigned(token: string, secret: string): string {
  const signed = token.split(".").slice(0, 2).join(".");
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

describe("ten thousand forged tokens", () => {
  it("are refused one and all, at every consumer, and none breaks anything", async () => {
    const genuine = await signAll(await plantSession(), await plantSession("APP"));
    const kinds = Object.keys(genuine) as (keyof Tokens)[];
    const attempts = Array.from({ length: 10_000 }, (_, index) => {
      const kind = kinds[index % kinds.length] as keyof Tokens;
      const forged = sample(forgeries)(genuine[kind]);
      return { kind, forged: forged === genuine[kind] ? `${forged}x` : forged };
    });
    const wrong: string[] = [];
    const queue = attempts.values();
    await Promise.all(
      Array.from({ length: 16 }, async () => {
        for (const { kind, forged } of queue) {
          const status = await consumers[kind](encodeURI(forged)).catch(() => 400);
          if (status !== 401 && status !== 400) wrong.push(`${status} ${kind} ${forged.slice(0, 300)}`);
        }
      }),
    );
    expect(wrong).toEqual([]);
    for (const kind of kinds) expect(await consumers[kind](genuine[kind])).toBe(200);
  });

  it("are null to the functions that read them, which never throw", async () => {
    const keys = (secret: string) => ({ secrets: [secret], appUrl: app.origin });
    const genuine = await signAll(await plantSession(), await plantSession("APP"));
    const now = new Date();
    const readers = {
      session: (token: string) => Promise.resolve(readSessionToken(keys(nextAuthSecret), token, now)),
      auth: (token: string) => Promise.resolve(readAuthToken(keys(jwtSecret), token, now)),
      access: (token: string) => readAccessToken(keys(jwtSecret), token, now),
    };
    for (const kind of ["session", "auth", "access"] as const) {
      for (let count = 0; count < 1_000; count++) {
        const forged = sample(forgeries)(genuine[kind]);
        if (forged !== genuine[kind]) expect(await readers[kind](forged), forged).toBeNull();
      }
      expect(await readers[kind](genuine[kind])).not.toBeNull();
    }
  });
});

describe("a rotation of the secrets", () => {
  it("signs nobody out of a thousand sessions, and after the retirement lets nobody in by the old one", async () => {
    const sessions = await Promise.all(
      Array.from({ length: 1_000 }, (_, index) => plantSession(index % 2 ? "APP" : "BROWSER")),
    );
    const tokens = await Promise.all(
      sessions.map(async (session, index) => {
        const all = await signAll(session, session);
        return index % 2
          ? ({ kind: "access", token: all.access } as const)
          : ({ kind: sample(["session", "auth"] as const), token: "", all } as const);
      }),
    );
    const presented = tokens.map((entry) =>
      "all" in entry ? { kind: entry.kind, token: entry.all[entry.kind] } : entry,
    );
    const [nextJwt, nextNextAuth] = [newSecret(), newSecret()];
    const countAccepted = async (at: App) => {
      let accepted = 0;
      const queue = presented.values();
      await Promise.all(
        Array.from({ length: 16 }, async () => {
          for (const { kind, token } of queue) {
            const headers =
              kind === "access"
                ? { authorization: `Bearer ${token}` }
                : { cookie: `${kind === "session" ? sessionCookie : authTokenCookie}=${token}` };
            if ((await openVisitor(at).send({ path: "/api/v1/me", headers })).status === 200) accepted += 1;
          }
        }),
      );
      return accepted;
    };
    const settings = { NEXTAUTH_URL: app.origin };
    const both = { JWT_SECRET: `${nextJwt},${jwtSecret}`, NEXTAUTH_SECRET: `${nextNextAuth},${nextAuthSecret}` };
    const during = await startApp({ beside: app, env: { ...settings, ...both } });
    expect(await countAccepted(during)).toBe(1_000);
    await during.stop();
    const after = await startApp({
      beside: app,
      env: { ...settings, JWT_SECRET: nextJwt, NEXTAUTH_SECRET: nextNextAuth },
    });
    expect(await countAccepted(after)).toBe(0);
    await after.stop();
  });
});
