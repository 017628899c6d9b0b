import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { freePort, spawnServer } from "../support/app-server";

const good = (): Record<string, string> => ({
  NEXTAUTH_URL: "https://app.example.com",
  DATABASE_URL: "postgresql://app:hunter2-of-the-database@127.0.0.1:1/app",
  JWT_SECRET: randomBytes(32).toString("base64url"),
  NEXTAUTH_SECRET: randomBytes(32).toString("base64url"),
  RESEND_API_KEY: "re_a-key-that-nobody-prints",
  EMAIL_FROM: "Latchkey <accounts@example.com>",
});

/** Starts with this environment, and answers how the process ended and what it said. */
async function boot(env: Record<string, string>): Promise<{ code: number | null; said: string }> {
  const server = spawnServer({ variant: "production", port: await freePort(), env });
  const code = await Promise.race([
    server.exited,
    server.ready.then(
      () => "it started",
      () => server.exited,
    ),
  ]);
  if (typeof code === "string") {
    await server.end("SIGKILL");
    throw new Error(`the server started:\n${server.output()}`);
  }
  return { code, said: server.output() };
}

const same = randomBytes(32).toString("base64url");

describe("weak configuration at boot", () => {
  const faults: [string, Record<string, string>, string[]][] = [
    ["an empty secret", { JWT_SECRET: "" }, ["JWT_SECRET"]],
    ["a placeholder", { NEXTAUTH_SECRET: "changeme-changeme-changeme-changeme" }, ["NEXTAUTH_SECRET"]],
    ["an unexpanded reference", { NEXTAUTH_SECRET: "${JWT_SECRET}-and-thirty-two-bytes-more" }, ["NEXTAUTH_SECRET"]],
    ["thirty-one bytes", { JWT_SECRET: "kR7vQ2mX9pL4sT8wZ1yB6nC3dF5gH0j" }, ["JWT_SECRET"]],
    ["one letter, many times", { JWT_SECRET: "a".repeat(64) }, ["JWT_SECRET"]],
    ["one value for two secrets", { JWT_SECRET: same, NEXTAUTH_SECRET: same }, ["JWT_SECRET", "NEXTAUTH_SECRET"]],
    ["half a Google pair", { GOOGLE_CLIENT_ID: "an-id-of-google" }, ["GOOGLE_CLIENT_SECRET"]],
    ["half a GitHub pair", { GITHUB_SECRET: "a-secret-of-github-itself" }, ["GITHUB_ID"]],
    [
      "half a bucket beside a folder",
      { PICTURES_DIR: "srv/faces", PICTURES_S3_SECRET_ACCESS_KEY: "a-secret-of-the-bucket" },
      ["PICTURES_DIR", "PICTURES_S3_ENDPOINT", "PICTURES_S3_REGION", "PICTURES_S3_BUCKET", "PICTURES_S3_ACCESS_KEY_ID"],
    ],
    ["two origins", { NEXT_PUBLIC_APP_URL: "https://other.example.com" }, ["NEXT_PUBLIC_APP_URL", "NEXTAUTH_URL"]],
    ["plain http for the public", { NEXTAUTH_URL: "http://app.example.com" }, ["NEXTAUTH_URL"]],
    ["no database", { DATABASE_URL: "" }, ["DATABASE_URL"]],
    ["no mail key", { RESEND_API_KEY: "" }, ["RESEND_API_KEY"]],
    ["a password length of one", { PASSWORD_MIN_LENGTH: "1" }, ["PASSWORD_MIN_LENGTH"]],
    [
      "everything at once",
      {
        JWT_SECRET: "q7Zk9",
        NEXTAUTH_SECRET: "",
        NEXTAUTH_URL: "nowhere",
        DATABASE_URL: "mysql://x",
        EMAIL_FROM: "",
        GITHUB_ID: "x",
      },
      ["JWT_SECRET", "NEXTAUTH_SECRET", "NEXTAUTH_URL", "DATABASE_URL", "EMAIL_FROM", "GITHUB_ID"],
    ],
  ];

  it.each(faults)("ends the process with every variable's name and no value: %s", async (_, change, names) => {
    const env = { ...good(), ...change };
    const { code, said } = await boot(env);
    expect(code).toBe(1);
    for (const name of names) expect(said).toContain(name);
    const printed = Object.entries(env).filter(
      ([name, value]) => value.length > 4 && name !== "NEXTAUTH_URL" && said.includes(value),
    );
    expect(printed.map(([name]) => name)).toEqual([]);
  });
});
