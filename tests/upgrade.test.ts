import { randomUUID } from "node:crypto";
import { hashSync as bcrypt } from "@node-rs/bcrypt";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { tokenHash } from "@/core/token-hash";
import { verifyEmail } from "@/features/email-verification/verify-email";
import { resetPassword } from "@/features/password-reset/reset-password";
import { credentialsSchema } from "@/features/signin/schema";
import { signin } from "@/features/signin/signin";
import { openDatabase } from "@/platform/database";
import { createStatements } from "@/platform/statements";
import { createPasswordHasher } from "@/platform/password-hasher";
import { migrate } from "../scripts/migrate.mjs";
import { createTestDeps, testDevice } from "./support/deps";
import { createStartingDatabase, type StartingDatabase } from "./support/starting-database";

const password = "seven quiet lanterns on the pier";
const newPassword = "a violet umbrella in may";
// The cheapest cost that bcrypt allows; what it costs is not in question here.
const passwordHash = bcrypt(password, 4);
const inAnHour = "(now() AT TIME ZONE 'UTC') + interval '1 hour'";
const anHourAgo = "(now() AT TIME ZONE 'UTC') - interval '1 hour'";

type StartingUser = {
  email: string;
  isVerified?: boolean;
  verification?: { token: string; expiry: string };
  reset?: { token: string; expiry: string };
};

let database: StartingDatabase;
beforeEach(async () => {
  database = await createStartingDatabase();
});
afterEach(() => database.drop());

async function addUser({ email, isVerified = true, verification, reset }: StartingUser): Promise<string> {
  const id = randomUUID();
  await database.client.query(
    `INSERT INTO "User" ("id", "name", "email", "password", "isVerified", "updatedAt", "verificationToken",
       "verificationTokenExpiry", "resetPasswordToken", "resetPasswordExpiry")
     VALUES ($1, 'Ada', $2, $3, $4, now(), $5, ${verification?.expiry ?? "NULL"}, $6, ${reset?.expiry ?? "NULL"})`,
    [id, email, passwordHash, isVerified, verification?.token, reset?.token],
  );
  return id;
}

async function one<Row>(text: string, values: unknown[] = []): Promise<Row> {
  const { rows } = await database.client.query(text, values);
  return rows[0] as Row;
}

function upgrade(): Promise<{ applied: string[] }> {
  return migrate({ connectionString: database.url, allowBaseline: true });
}

async function withApp<Result>(work: (deps: ReturnType<typeof createTestDeps>) => Promise<Result>): Promise<Result> {
  const hasher = createPasswordHasher({ size: 1 });
  const { db, pool } = openDatabase(database.url);
  try {
    return await work(createTestDeps({ db, statements: createStatements(pool, { isNamed: true }), hasher }));
  } finally {
    await db.$disconnect();
    await pool.end();
    await hasher.close();
  }
}

function canSignIn(deps: ReturnType<typeof createTestDeps>, email: string, typed: string): Promise<boolean> {
  const credentials = credentialsSchema.parse({ email, password: typed });
  return signin(deps, credentials, { client: randomUUID(), device: testDevice }).then((outcome) => outcome.ok);
}

describe("upgrade from the starting schema", () => {
  it("lets everybody sign in with the password they have, also where the address was stored in capitals or with blanks", async () => {
    await addUser({ email: "ada@example.com" });
    await addUser({ email: " Bob@Example.COM\t" });
    await upgrade();
    await withApp(async (deps) => {
      expect(await canSignIn(deps, "ada@example.com", password)).toBe(true);
      expect(await canSignIn(deps, "bob@example.com", password)).toBe(true);
    });
  });

  it("keeps a verification link in flight working, with the password that was typed at sign-up", async () => {
    const token = randomUUID();
    await addUser({ email: "Cy@example.com", isVerified: false, verification: { token, expiry: inAnHour } });
    await upgrade();
    await withApp(async (deps) => {
      const outcome = await verifyEmail(deps, { token, password }, { client: "198.51.100.1", browserSecret: null });
      expect(outcome).toEqual({ ok: true, password: "kept" });
      expect(await canSignIn(deps, "cy@example.com", password)).toBe(true);
    });
  });

  it("keeps a reset link in flight working, once", async () => {
    const token = randomUUID();
    await addUser({ email: "dee@example.com", reset: { token, expiry: inAnHour } });
    await upgrade();
    await withApp(async (deps) => {
      const reset = () => resetPassword(deps, { token, password: newPassword }, { client: "198.51.100.1" });
      expect(await reset()).toEqual({ ok: true });
      expect(await reset()).toEqual({ ok: false, reason: "invalid" });
      expect(await canSignIn(deps, "dee@example.com", newPassword)).toBe(true);
    });
  });

  it("keeps a link's time of expiry and stores nothing but its hash", async () => {
    const token = randomUUID();
    await addUser({ email: "dee@example.com", reset: { token, expiry: "'2099-03-01 12:00:00.000'" } });
    await upgrade();
    const rows = await database.client.query(
      'SELECT "tokenHash", "purpose", "expiresAt", "usedAt" FROM "OneTimeToken"',
    );
    expect(rows.rows).toEqual([
      {
        tokenHash: tokenHash(token),
        purpose: "RESET_PASSWORD",
        expiresAt: new Date("2099-03-01T12:00:00Z"),
        usedAt: null,
      },
    ]);
    expect(await database.dump()).not.toContain(token);
  });

  it("drops links that have expired or never had a time of expiry", async () => {
    await addUser({ email: "eve@example.com", verification: { token: randomUUID(), expiry: anHourAgo } });
    await addUser({ email: "fay@example.com", reset: { token: randomUUID(), expiry: anHourAgo } });
    await addUser({ email: "gil@example.com", reset: { token: randomUUID(), expiry: "NULL" } });
    await upgrade();
    expect(await one('SELECT count(*)::int AS count FROM "OneTimeToken"')).toEqual({ count: 0 });
  });

  it("keeps profiles, posts, sessions and linked identities, without the secrets in them", async () => {
    const id = await addUser({ email: "ada@example.com" });
    const { client } = database;
    await client.query(`INSERT INTO "Profile" ("id", "userId", "bio", "age") VALUES ('profile', $1, 'Hello', 41)`, [
      id,
    ]);
    await client.query(
      `INSERT INTO "Post" ("id", "title", "authorId", "updatedAt") VALUES ('post', 'One', $1, now())`,
      [id],
    );
    await client.query(
      `INSERT INTO "Session" ("id", "userId", "sessionToken", "expires") VALUES ('s', $1, 'raw', now())`,
      [id],
    );
    await client.query(
      `INSERT INTO "Account" ("id", "userId", "type", "provider", "providerAccountId", "access_token", "refresh_token", "id_token", "scope")
       VALUES ('account', $1, 'oauth', 'google', '117', 'access', 'refresh', 'identity', 'openid')`,
      [id],
    );
    await upgrade();
    expect(await one('SELECT "bio", "age", "userId" FROM "Profile"')).toEqual({ bio: "Hello", age: 41, userId: id });
    expect(await one('SELECT "title", "authorId" FROM "Post"')).toEqual({ title: "One", authorId: id });
    expect(await one('SELECT "sessionToken" FROM "Session"')).toEqual({ sessionToken: tokenHash("raw") });
    expect(
      await one('SELECT "providerAccountId", "scope", "access_token", "refresh_token", "id_token" FROM "Account"'),
    ).toEqual({ providerAccountId: "117", scope: "openid", access_token: null, refresh_token: null, id_token: null });
  });

  it("deletes what belongs to a user with the user", async () => {
    const id = await addUser({ email: "ada@example.com", reset: { token: randomUUID(), expiry: inAnHour } });
    await database.client.query(
      `INSERT INTO "Post" ("id", "title", "authorId", "updatedAt") VALUES ('p', 'One', $1, now())`,
      [id],
    );
    await upgrade();
    await database.client.query('DELETE FROM "User" WHERE "id" = $1', [id]);
    expect(
      await one(
        'SELECT (SELECT count(*)::int FROM "Post") AS posts, (SELECT count(*)::int FROM "OneTimeToken") AS tokens',
      ),
    ).toEqual({ posts: 0, tokens: 0 });
  });

  it("lets no writer store an address in capitals afterwards", async () => {
    await upgrade();
    const insert = `INSERT INTO "User" ("id", "name", "email", "updatedAt") VALUES ('a', 'Ada', 'Ada@example.com', now())`;
    await expect(database.client.query(insert)).rejects.toThrow("User_email_canonical");
  });
});

describe("conflicts before the upgrade", () => {
  it("names the users who share an address but for case or blanks, changes nothing, and goes on once they are told apart", async () => {
    const first = await addUser({ email: "ada@example.com", reset: { token: randomUUID(), expiry: inAnHour } });
    const second = await addUser({ email: " ADA@example.com" });
    const before = await database.dump();
    const refusal = await upgrade().catch(String);
    expect(refusal).toContain("Nothing has been changed: 1 e-mail address(es) belong to several users");
    expect(refusal).toContain(first);
    expect(refusal).toContain(second);
    expect(refusal).not.toContain("ada@example.com");
    expect(await database.dump()).toBe(before);

    await database.client.query(`UPDATE "User" SET "email" = 'other@example.com' WHERE "id" = $1`, [second]);
    await upgrade();
    expect(await one('SELECT count(*)::int AS users FROM "User"')).toEqual({ users: 2 });
    expect(await one('SELECT count(*)::int AS links FROM "OneTimeToken"')).toEqual({ links: 1 });
  });

  it("names the users who hold the same link and changes nothing", async () => {
    const token = randomUUID();
    const first = await addUser({ email: "ada@example.com", reset: { token, expiry: inAnHour } });
    const second = await addUser({ email: "bob@example.com", verification: { token, expiry: inAnHour } });
    const before = await database.dump();
    const refusal = await upgrade().catch(String);
    expect(refusal).toContain("1 verification or reset token(s) are valid in several places");
    for (const part of [first, second]) expect(refusal).toContain(part);
    expect(refusal).not.toContain(token);
    expect(await database.dump()).toBe(before);
  });

  it("asks for the ASCII form of a domain that would not be found again", async () => {
    const id = await addUser({ email: "ada@bücher.example" });
    const before = await database.dump();
    await expect(upgrade()).rejects.toThrow(id);
    expect(await database.dump()).toBe(before);
  });
});
