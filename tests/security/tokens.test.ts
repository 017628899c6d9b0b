import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readAccessToken, signAccessToken } from "@/auth/access-token";
import { readAuthToken, readSessionToken, signAuthToken, signSessionToken } from "@/auth/session-token";
import { tokenHash } from "@/core/token-hash";
import { sessionsMax } from "@/features/sessions/policy";
import { seedUser, type SeededUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { authTokenCookie, sessionCookie } from "../support/cookie-names";
import { forgeries, sample } from "../support/forged-tokens";
import { openVisitor } from "../support/form-client";

const newSecret = () => randomBytes(32).toString("base64url");
const [jwtSecret, nextAuthSecret] = [newSecret(), newSecret()];
const waysToForge = forgeries([jwtSecret, nextAuthSecret]);

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
async function plantSession(kind: "BROWSER" | "APP" = "BROWSER", { id: userId } = user): Promise<Planted> {
  const expiresAt = new Date(Math.floor(Date.now() / 1000) * 1000 + 86_400_000);
  const secret = randomBytes(32).toString("base64url");
  const [row] = await app.database.query<{ id: string }>(
    `INSERT INTO "Session" ("id", "userId", "sessionToken", "expires", "provenAt", "kind")
     VALUES (gen_random_uuid(), $1, $2, $3::timestamptz AT TIME ZONE 'UTC', now(), $4::"SessionKind") RETURNING id`,
    [userId, tokenHash(secret), expiresAt.toISOString(), kind],
  );
  return { sessionId: row?.id ?? "", secret, userId, role: "USER", expiresAt };
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
    session: signSessionToken({ secrets: [secrets.nextAuth], appUrl: app.origin }, browser, now),
    auth: signAuthToken(jwtKeys, browser, now),
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

/** A mailed link's token, straight in the database. */
async function plantLink(purpose: "VERIFY_EMAIL" | "RESET_PASSWORD"): Promise<string> {
  const owner = await seedUser(app.database, { isVerified: purpose === "RESET_PASSWORD" });
  const token = newSecret();
  await app.database.query(
    `INSERT INTO "OneTimeToken" ("id", "userId", "purpose", "tokenHash", "createdAt", "expiresAt")
     VALUES (gen_random_uuid(), $1, $2::"OneTimeTokenPurpose", $3, now(), now() + interval '1 hour')`,
    [owner.id, purpose, tokenHash(token)],
  );
  return token;
}

async function plantRefreshToken(): Promise<string> {
  const token = `lkr_${newSecret()}`;
  await app.database.query(
    `INSERT INTO "RefreshToken" ("id", "sessionId", "tokenHash", "createdAt") VALUES (gen_random_uuid(), $1, $2, now())`,
    [(await plantSession("APP")).sessionId, tokenHash(token)],
  );
  return token;
}

/** Whether each consumer of a token, of whatever kind, takes it. */
const takers: Record<string, (token: string) => Promise<boolean>> = {
  session: async (token) => (await consumers.session(token)) === 200,
  auth: async (token) => (await consumers.auth(token)) === 200,
  access: async (token) => (await consumers.access(token)) === 200,
  refresh: async (refreshToken) => {
    const headers = { "content-type": "application/json" };
    const path = "/api/v1/token/refresh";
    const body = JSON.stringify({ refreshToken: refreshToken.slice(0, 200) });
    return (await openVisitor(app).send({ method: "POST", path, headers, body })).status === 200;
  },
  verify: async (token) => {
    const { forms } = await openVisitor(app).get(`/verify?token=${token}`);
    return forms.some(({ fields }) => fields.some(([name, value]) => name === "intent" && value === "confirm"));
  },
  reset: async (token) => {
    const { forms } = await openVisitor(app).get(`/reset-password?token=${token}`);
    return forms.some(({ fields }) => fields.some(([name]) => name === "password"));
  },
};

describe("each kind of token at each of its consumers", () => {
  it("is taken on the diagonal alone", async () => {
    const tokens: Record<string, string> = {
      ...(await signAll(await plantSession(), await plantSession("APP"))),
      // What a session's row is found by is no token in itself, and what was never given is none at all.
      "a session's secret": (await plantSession()).secret,
      "a random secret": newSecret(),
      "a personal token that nobody made": `lkp_${newSecret()}`,
      refresh: await plantRefreshToken(),
      verify: await plantLink("VERIFY_EMAIL"),
      reset: await plantLink("RESET_PASSWORD"),
    };
    const taken: string[] = [];
    for (const [kind, token] of Object.entries(tokens))
      for (const [taker, takes] of Object.entries(takers)) if (await takes(token)) taken.push(`${kind} at ${taker}`);
    expect(taken).toEqual(Object.keys(takers).map((kind) => `${kind} at ${kind}`));
  });
});

describe("ten thousand forged tokens", () => {
  it("are refused one and all, at every consumer, and none breaks anything", async () => {
    const genuine = await signAll(await plantSession(), await plantSession("APP"));
    const kinds = Object.keys(genuine) as (keyof Tokens)[];
    const attempts = Array.from({ length: 10_000 }, (_, index) => {
      const kind = kinds[index % kinds.length] as keyof Tokens;
      const forged = sample(waysToForge)(genuine[kind]);
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
  }, 600_000);

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
        const forged = sample(waysToForge)(genuine[kind]);
        if (forged !== genuine[kind]) expect(await readers[kind](forged), forged).toBeNull();
      }
      expect(await readers[kind](genuine[kind])).not.toBeNull();
    }
  });
});

describe("a rotation of the secrets", () => {
  it("signs nobody out of a thousand sessions, and after the retirement lets nobody in by the old one", async () => {
    const people = await Promise.all(
      Array.from({ length: 1_000 / sessionsMax }, async () => await seedUser(app.database)),
    );
    const sessions = await Promise.all(
      Array.from({ length: 1_000 }, (_, index) =>
        plantSession(index % 2 ? "APP" : "BROWSER", people[index % people.length]),
      ),
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
  }, 600_000);
});
