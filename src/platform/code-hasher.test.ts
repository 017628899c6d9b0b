import { describe, expect, it } from "vitest";
import { createCodeHasher } from "./code-hasher";

const old = "an older secret of 32 bytes or more";
const current = "a newer secret of 32 bytes or more!";

describe("the hash of a code", () => {
  const codes = createCodeHasher({ secrets: [current] });

  it("matches the code in its context and nothing else", () => {
    const hash = codes.hash("042917", "mail one");
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(codes.matches("042917", "mail one", hash)).toBe(true);
    expect(codes.matches("042918", "mail one", hash)).toBe(false);
    expect(codes.matches("042917", "mail two", hash)).toBe(false);
    expect(codes.matches("042917", "mail one", "")).toBe(false);
    expect(codes.matches("042917", "mail one", "not hex")).toBe(false);
  });

  it("is another under another secret, so that a dump alone tells nothing", () => {
    const other = createCodeHasher({ secrets: [old] });
    expect(other.hash("042917", "mail one")).not.toBe(codes.hash("042917", "mail one"));
    expect(other.matches("042917", "mail one", codes.hash("042917", "mail one"))).toBe(false);
  });

  it("still matches when its secret is the older of two", () => {
    const hash = createCodeHasher({ secrets: [old] }).hash("042917", "mail one");
    expect(createCodeHasher({ secrets: [current, old] }).matches("042917", "mail one", hash)).toBe(true);
  });

  it("does not start without a secret", () => {
    expect(() => createCodeHasher({ secrets: [] })).toThrow("needs a secret");
  });
});
