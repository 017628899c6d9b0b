import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { EnvError, envShape, parseEnv } from "./env";

const good = {
  NEXTAUTH_URL: "https://app.example.com",
  DATABASE_URL: "postgresql://app@db.example.com/app",
  JWT_SECRET: randomBytes(32).toString("base64url"),
  NEXTAUTH_SECRET: randomBytes(32).toString("base64url"),
  RESEND_API_KEY: "re_something",
  EMAIL_FROM: "Latchkey <accounts@example.com>",
};

const upstash = { UPSTASH_REDIS_REST_URL: "https://limits.example.com", UPSTASH_REDIS_REST_TOKEN: "a token" };

const s3 = {
  PICTURES_S3_ENDPOINT: "https://s3.eu-central-1.amazonaws.com/",
  PICTURES_S3_REGION: "eu-central-1",
  PICTURES_S3_BUCKET: "pictures",
  PICTURES_S3_ACCESS_KEY_ID: "a key",
  PICTURES_S3_SECRET_ACCESS_KEY: "a secret",
};

function faultsOf(changes: Record<string, string | undefined>): readonly string[] {
  try {
    parseEnv({ ...good, ...changes });
  } catch (error) {
    if (error instanceof EnvError) return error.faults;
    throw error;
  }
  return [];
}

describe("parseEnv", () => {
  it("accepts a complete production environment", () => {
    expect(parseEnv(good)).toMatchObject({
      mode: "production",
      appUrl: "https://app.example.com",
      passwordMinLength: 15,
    });
  });

  it("asks nobody about breached passwords until it is told to, then Pwned Passwords or the mirror that is named", () => {
    expect(parseEnv({ ...good, PASSWORD_BREACH_URL: "https://ranges.example.com" }).breachUrl).toBeNull();
    const on = { ...good, PASSWORD_BREACH_CHECK: "on" };
    expect(parseEnv(on).breachUrl).toBe("https://api.pwnedpasswords.com");
    expect(parseEnv({ ...on, PASSWORD_BREACH_URL: "https://ranges.example.com/hibp/" }).breachUrl).toBe(
      "https://ranges.example.com/hibp",
    );
    expect(faultsOf({ PASSWORD_BREACH_URL: "http://ranges.example.com" })).toEqual([
      "PASSWORD_BREACH_URL must be https",
    ]);
  });

  it("keeps the audit log for a year, or for as long as it is told within its bounds", () => {
    expect(parseEnv(good).auditRetentionDays).toBe(365);
    expect(parseEnv({ ...good, AUDIT_RETENTION_DAYS: "31" }).auditRetentionDays).toBe(31);
    for (const days of ["30", "3651", "0", "a year"]) expect(faultsOf({ AUDIT_RETENTION_DAYS: days })).toHaveLength(1);
  });

  it("lets disposable domains sign up until it is told not to", () => {
    expect(parseEnv(good).refusesDisposableDomains).toBe(false);
    expect(parseEnv({ ...good, EMAIL_DISPOSABLE_DOMAINS: "refuse" }).refusesDisposableDomains).toBe(true);
    expect(faultsOf({ EMAIL_DISPOSABLE_DOMAINS: "no" })).toHaveLength(1);
  });

  it("names every fault at once and never a value", () => {
    const faults = faultsOf({
      JWT_SECRET: "changeme-but-rather-long-value-abcdefgh",
      DATABASE_URL: undefined,
      EMAIL_FROM: "",
    });
    expect(faults).toHaveLength(3);
    expect(faults.join("\n")).toMatch(/JWT_SECRET.*\n?/);
    expect(faults.join("\n")).toContain("DATABASE_URL is missing");
    expect(faults.join("\n")).toContain("EMAIL_FROM is missing");
    expect(faults.join("\n")).not.toContain("rather-long");
  });

  it.each([
    [
      "an empty secret",
      { JWT_SECRET: "" },
      "JWT_SECRET is missing: 32 random bytes, such as `openssl rand -base64 32` prints",
    ],
    ["a placeholder", { NEXTAUTH_SECRET: "changeme" }, "NEXTAUTH_SECRET is a placeholder"],
    ["31 bytes", { JWT_SECRET: "abcdefghijklmnopqrstuvwxyz01234" }, "JWT_SECRET is shorter than 32 bytes"],
    ["one repeated character", { JWT_SECRET: "a".repeat(64) }, "JWT_SECRET repeats too few characters to be random"],
    ["an unexpanded reference", { NEXTAUTH_SECRET: "${JWT_SECRET}" }, "NEXTAUTH_SECRET holds an unexpanded ${…}"],
    [
      "a secret used twice",
      { NEXTAUTH_SECRET: good.JWT_SECRET },
      "JWT_SECRET and NEXTAUTH_SECRET must not be the same value",
    ],
    [
      "half of Google",
      { GOOGLE_CLIENT_ID: "x" },
      "GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET go together: set both or neither",
    ],
    ["half of GitHub", { GITHUB_SECRET: "x" }, "GITHUB_ID and GITHUB_SECRET go together: set both or neither"],
    [
      "half of Upstash",
      { UPSTASH_REDIS_REST_URL: "https://limits.example.com" },
      "UPSTASH_REDIS_REST_URL and UPSTASH_REDIS_REST_TOKEN go together: set both or neither",
    ],
    [
      "two stores for the limits",
      { ...upstash, REDIS_URL: "redis://limits.example.com" },
      "REDIS_URL and UPSTASH_REDIS_REST_URL name two stores for the limits: set one of them",
    ],
    [
      "a token for the limits over plain http",
      { ...upstash, UPSTASH_REDIS_REST_URL: "http://limits.example.com" },
      "UPSTASH_REDIS_REST_URL must be https",
    ],
    ["another store", { REDIS_URL: "https://limits.example.com" }, "REDIS_URL is not a redis:// or rediss:// URL"],
    [
      "two origins",
      { NEXT_PUBLIC_APP_URL: "https://other.example.com" },
      "NEXT_PUBLIC_APP_URL and NEXTAUTH_URL name different origins",
    ],
    ["plain http on a public host", { NEXTAUTH_URL: "http://app.example.com" }, "NEXTAUTH_URL must be https"],
    [
      "a path in the origin",
      { NEXTAUTH_URL: "https://app.example.com/auth" },
      "NEXTAUTH_URL must be an origin, without a path",
    ],
    [
      "no mail provider",
      { RESEND_API_KEY: "" },
      "RESEND_API_KEY is missing: the key of your Resend account, or SMTP_URL in its place",
    ],
    [
      "two ways for mail",
      { SMTP_URL: "smtps://mail.example.com" },
      "RESEND_API_KEY and SMTP_URL name two ways for mail: set one of them",
    ],
    [
      "an SMTP server by another protocol",
      { RESEND_API_KEY: "", SMTP_URL: "https://mail.example.com" },
      "SMTP_URL is not an smtps:// or smtp:// URL",
    ],
    [
      "an SMTP server with settings that would trust anybody",
      { RESEND_API_KEY: "", SMTP_URL: "smtps://mail.example.com?tls.rejectUnauthorized=false" },
      "SMTP_URL must be a server alone, such as smtps://user:password@mail.example.com",
    ],
    ["a relative folder for pictures", { PICTURES_DIR: "pictures" }, "PICTURES_DIR is not an absolute path"],
    [
      "two stores for pictures",
      { ...s3, PICTURES_DIR: "/srv/pictures" },
      "PICTURES_DIR and PICTURES_S3_… name two stores for pictures: set one of them",
    ],
    [
      "a bucket's key over plain http",
      { ...s3, PICTURES_S3_ENDPOINT: "http://s3.example.com" },
      "PICTURES_S3_ENDPOINT must be https",
    ],
    [
      "a bucket's key in its address",
      { ...s3, PICTURES_S3_ENDPOINT: "https://me:secret@s3.example.com" },
      "PICTURES_S3_ENDPOINT must be a server alone, such as https://s3.eu-central-1.amazonaws.com",
    ],
    [
      "a bucket that is a path",
      { ...s3, PICTURES_S3_BUCKET: "../pictures" },
      "PICTURES_S3_BUCKET is not a bucket's name",
    ],
    [
      "a bucket whose host no certificate covers",
      { ...s3, PICTURES_S3_BUCKET: "our.pictures" },
      "PICTURES_S3_BUCKET has a dot in its name, which needs PICTURES_S3_PATH_STYLE=on",
    ],
    ["another database", { DATABASE_URL: "mysql://db" }, "DATABASE_URL is not a postgresql:// URL"],
    ["a password minimum below 8", { PASSWORD_MIN_LENGTH: "7" }, "PASSWORD_MIN_LENGTH must be 8 or more"],
    [
      "local mode for a public origin",
      { LATCHKEY_MODE: "local" },
      "LATCHKEY_MODE=local serves this machine alone, but NEXTAUTH_URL is not local",
    ],
  ])("refuses %s", (_what, changes, fault) => {
    expect(faultsOf(changes)).toContain(fault);
  });

  it("takes a random secret whatever letter it begins with", () => {
    for (const letter of "xXtTsS_-9") expect(faultsOf({ JWT_SECRET: letter + good.JWT_SECRET })).toEqual([]);
  });

  it("counts limits at Upstash or in Redis where one is named, else in Postgres, and in local mode in memory", () => {
    const storeOf = (changes: Record<string, string>) => parseEnv({ ...good, ...changes }).limitStore;
    expect(storeOf(upstash)).toEqual({ kind: "upstash", url: "https://limits.example.com", token: "a token" });
    expect(storeOf({ REDIS_URL: "rediss://limits.example.com" })).toEqual({
      kind: "redis",
      url: "rediss://limits.example.com",
    });
    expect(storeOf({})).toEqual({ kind: "postgres" });
    expect(storeOf({ LATCHKEY_MODE: "local", NEXTAUTH_URL: "http://localhost:3000" })).toEqual({ kind: "memory" });
  });

  it("keeps pictures in the database until a folder or a bucket is named", () => {
    const storeOf = (changes: Record<string, string>) => parseEnv({ ...good, ...changes }).pictureStore;
    expect(storeOf({})).toEqual({ kind: "database" });
    expect(storeOf({ PICTURES_DIR: "/srv/pictures" })).toEqual({ kind: "folder", dir: "/srv/pictures" });
    expect(storeOf({ ...s3, PICTURES_S3_PATH_STYLE: "on" })).toEqual({
      kind: "s3",
      endpoint: "https://s3.eu-central-1.amazonaws.com",
      region: "eu-central-1",
      bucket: "pictures",
      accessKeyId: "a key",
      secretAccessKey: "a secret",
      pathStyle: true,
    });
  });

  it("names each variable of a bucket that is missing beside the others", () => {
    const names = Object.keys(s3);
    expect(faultsOf({ PICTURES_S3_PATH_STYLE: "off" })).toEqual(
      names.map((name) => `${name} is missing: the variables PICTURES_S3_… go together`),
    );
    for (const name of names)
      expect(faultsOf({ ...s3, [name]: "" })).toEqual([`${name} is missing: the variables PICTURES_S3_… go together`]);
  });

  it("asks for captchas after suspicion where nothing is said, in local mode too", () => {
    const local = { LATCHKEY_MODE: "local", NEXTAUTH_URL: "http://localhost:3000" };
    expect([parseEnv(good), parseEnv({ ...good, ...local })].map(({ captchaMode }) => captchaMode)).toEqual([
      "suspicion",
      "suspicion",
    ]);
  });

  it("needs no mail provider in local mode", () => {
    expect(
      faultsOf({ LATCHKEY_MODE: "local", NEXTAUTH_URL: "http://localhost:3000", RESEND_API_KEY: undefined }),
    ).toEqual([]);
  });
});

it("lists exactly the variables that the app reads in .env.example", () => {
  const listed = readFileSync(".env.example", "utf8").match(/^[A-Z0-9_]+(?==)/gm);
  expect(listed).toEqual(Object.keys(envShape));
});
