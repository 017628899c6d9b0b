import { hashSync as argon2 } from "@node-rs/argon2";
import { hashSync as bcrypt } from "@node-rs/bcrypt";
import { afterAll, describe, expect, it } from "vitest";
import { createPasswordHasher } from "./password-hasher";

const hasher = createPasswordHasher({ size: 2 });
afterAll(() => hasher.close());

async function hashOf(password: string): Promise<string> {
  const hashed = await hasher.hash(password);
  if (!hashed.ok) throw new Error("busy");
  return hashed.hash;
}

describe("password hasher", () => {
  it("makes Argon2id hashes with OWASP's parameters, each with its own salt", async () => {
    const [first, second] = await Promise.all([hashOf("a violet umbrella"), hashOf("a violet umbrella")]);
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(first).not.toBe(second);
  });

  it("matches exactly what was typed: case, outer blanks and the last of 128 characters count", async () => {
    const password = ` ${"Long enough ".repeat(11)}`.slice(0, 128);
    const hash = await hashOf(password);
    expect(await hasher.verify(password, hash)).toEqual({ ok: true, matches: true, outdated: false });
    const others = [password.trim(), password.toLowerCase(), `${password.slice(0, -1)}#`, password.slice(0, 72), ""];
    for (const other of others) expect(await hasher.verify(other, hash)).toMatchObject({ ok: true, matches: false });
  });

  it("does not truncate: eighty bytes differ in the last one", async () => {
    const password = "🦊".repeat(20);
    const hash = await hashOf(password);
    expect(await hasher.verify("🦊".repeat(19), hash)).toMatchObject({ matches: false });
    expect(await hasher.verify(`${"🦊".repeat(19)}🐙`, hash)).toMatchObject({ matches: false });
  });

  it("matches one letter however a keyboard composes it", async () => {
    expect(await hasher.verify("cafe\u0301 by the river", await hashOf("caf\u00e9 by the river"))).toMatchObject({
      matches: true,
    });
  });

  it("verifies bcrypt hashes from before and asks for a new one", async () => {
    expect(await hasher.verify("an old password", bcrypt("an old password", 10))).toEqual({
      ok: true,
      matches: true,
      outdated: true,
    });
    expect(await hasher.verify("another", bcrypt("an old password", 10))).toMatchObject({ matches: false });
  });

  it.each(["$2a$", "$2b$", "$2y$"])("verifies a bcrypt hash that begins with %s", async (prefix) => {
    const hash = prefix + bcrypt("an old password", 4).slice(4);
    expect(await hasher.verify("an old password", hash)).toEqual({ ok: true, matches: true, outdated: true });
  });

  it("lets in who had more than bcrypt's 72 bytes, and asks for a hash in which the rest counts", async () => {
    const typed = "a long old password ".repeat(5);
    const old = bcrypt(typed.slice(0, 72), 4);
    expect(await hasher.verify(typed, old)).toEqual({ ok: true, matches: true, outdated: true });
    expect(await hasher.verify(typed.slice(0, 71), old)).toMatchObject({ matches: false });
    expect(await hasher.verify(typed.slice(0, 72), await hashOf(typed))).toMatchObject({ matches: false });
  });

  it("compares with a bcrypt hash what was typed, in no other form", async () => {
    const typed = "cafe\u0301 by the river";
    expect(await hasher.verify(typed, bcrypt(typed, 4))).toMatchObject({ matches: true });
  });

  it.each([
    "$argon2id$v=19$m=99999999,t=2,p=1$c29tZXNhbHRzb21l$k3n1G2m1vCwVqGm0m8vJwq3q7bJr4gqf7y1cJk2pV0o",
    "$argon2id$v=19$m=19456,t=4000000000,p=1$c29tZXNhbHRzb21l$k3n1G2m1vCwVqGm0m8vJwq3q7bJr4gqf7y1cJk2pV0o",
    "$2b$31$abcdefghijklmnopqrstuuabcdefghijklmnopqrstuuabcdefghijkl",
  ])("does not try the stored hash %s, which would exhaust the machine", async (hash) => {
    expect(await hasher.verify("anything", hash)).toMatchObject({ ok: true, matches: false });
  });

  it("tries a hash of 32 passes and 32 lanes, and none of more, whatever its password", async () => {
    const costs = { memoryCost: 512, timeCost: 1, parallelism: 1 };
    const tried = async (more: Partial<typeof costs>) => {
      const answer = await hasher.verify("an old password", argon2("an old password", { ...costs, ...more }));
      return answer.ok && answer.matches;
    };
    expect(await tried({ timeCost: 32, parallelism: 32 })).toBe(true);
    expect(await tried({ timeCost: 33 })).toBe(false);
    expect(await tried({ parallelism: 33 })).toBe(false);
  });

  it("asks for a new hash where an Argon2id hash is weaker than today's", async () => {
    const weak = argon2("an old password", { memoryCost: 8192, timeCost: 2, parallelism: 1 });
    expect(await hasher.verify("an old password", weak)).toEqual({ ok: true, matches: true, outdated: true });
  });

  it("never matches where there is no hash or one that cannot be read", async () => {
    for (const hash of [null, "", "plain text", "$argon2id$broken", "$2b$10$broken"]) {
      expect(await hasher.verify("anything", hash)).toMatchObject({ ok: true, matches: false });
    }
  });

  it("spends as much on an unknown account as on a known one", async () => {
    const hash = await hashOf("a violet umbrella");
    const cpuOf = async (stored: string | null) => {
      const before = process.cpuUsage();
      await hasher.verify("a wrong guess", stored);
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    const spent = { unknown: 0, known: 0 };
    // In turns, so that what else the process does meanwhile falls on both.
    for (let round = 0; round < 30; round++) {
      spent.unknown += await cpuOf(null);
      spent.known += await cpuOf(hash);
    }
    const ratio = spent.unknown / spent.known;
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  });

  it("answers busy beyond its queue, and finishes what it took", async () => {
    const small = createPasswordHasher({ size: 1, maxQueue: 3 });
    const asked = Array.from({ length: 10 }, () => {
      const foretold = small.refusal();
      return small.hash("a violet umbrella").then((answer) => ({ ...answer, foretold }));
    });
    const answers = await Promise.all(asked);
    expect(answers.map(({ ok, foretold }) => ok === (foretold === null))).toEqual(Array(10).fill(true));
    expect(small.refusal()).toBeNull();
    expect(answers.filter((answer) => answer.ok)).toHaveLength(4);
    expect(answers.filter((answer) => !answer.ok && answer.retryAfterSeconds >= 1)).toHaveLength(6);
    await small.close();
  });
});
