import { scryptSync } from "node:crypto";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { createPasswordHasher } from "@/platform/password-hasher";
import { createTestDeps, testDevice, type TestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { credentialsSchema } from "./schema";
import { signin } from "./signin";

const email = "ada@example.com";
const hasher = createPasswordHasher({ size: 2 });
afterAll(() => hasher.close());

let deps: TestDeps;
let clients = 0;
beforeEach(() => {
  deps = createTestDeps({ hasher });
});

function enter(password: string) {
  const input = credentialsSchema.parse({ email, password });
  return signin(deps, input, { client: `203.0.113.${clients++}`, device: testDevice });
}

const b64 = (bytes: Buffer) => bytes.toString("base64").replace(/=+$/, "");
const scryptHash = `$scrypt$ln=12,r=8,p=1$${b64(Buffer.from("some salt"))}$${b64(
  scryptSync("seven green bicycles", "some salt", 32, { N: 4096, r: 8, p: 1 }),
)}`;

describe.each([
  ["scrypt", "seven green bicycles", scryptHash],
  ["PBKDF2", "lètmein", "pbkdf2_sha256$10000$seasalt$CWWFdHOWwPnki7HvkcqN9iA2T3KLW1cf2uZ5kvArtVY="],
])("an account that came with a hash of %s", (_, password, hash) => {
  it("opens to its password alone, and keeps the hash until then", async () => {
    const { id } = await createUser(deps, { email, passwordHash: hash });
    expect(await enter(`${password}!`)).toEqual({ ok: false, reason: "invalid_credentials" });
    expect(await deps.db.user.findUnique({ where: { id } })).toMatchObject({ password: hash });
    expect(await enter(password)).toMatchObject({ ok: true });
  });

  it("gets an Argon2id hash once, of five sign-ins at the same moment too", async () => {
    const { id } = await createUser(deps, { email, passwordHash: hash });
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => enter(password)));
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, true, true, true]);
    const { password: upgraded } = await deps.db.user.findUniqueOrThrow({ where: { id } });
    expect(upgraded).toMatch(/^\$argon2id\$/);
    expect(await enter(password)).toMatchObject({ ok: true });
    expect(await deps.db.user.findUnique({ where: { id } })).toMatchObject({ password: upgraded });
  });
});
