import { describe, expect, it } from "vitest";
import { createSealer } from "./sealer";

const old = "an old secret of thirty-two bytes or more";
const current = "a new secret of thirty-two bytes or more!";

describe("sealer", () => {
  it("opens what it sealed, and seals the same text differently each time", () => {
    const sealer = createSealer({ secrets: [current] });
    const [first, second] = [sealer.seal("text ✓", "context"), sealer.seal("text ✓", "context")];
    expect(sealer.open(first, "context")).toBe("text ✓");
    expect(Buffer.from(first).equals(Buffer.from(second))).toBe(false);
    expect(Buffer.from(first).includes("text")).toBe(false);
  });

  it("opens nothing under another context, with another secret, or with any one byte changed", () => {
    const sealer = createSealer({ secrets: [current] });
    const sealed = sealer.seal("text", "context");
    expect(sealer.open(sealed, "other")).toBeNull();
    expect(createSealer({ secrets: [old] }).open(sealed, "context")).toBeNull();
    for (let index = 0; index < sealed.length; index++) {
      const changed = Uint8Array.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(sealer.open(changed, "context")).toBeNull();
      expect(sealer.open(sealed.slice(0, index), "context")).toBeNull();
    }
  });

  it("opens what an earlier secret sealed for as long as that secret is listed", () => {
    const before = createSealer({ secrets: [old] }).seal("text", "context");
    const rotated = createSealer({ secrets: [current, old] });
    expect(rotated.open(before, "context")).toBe("text");
    expect(createSealer({ secrets: [current] }).open(rotated.seal("new", "context"), "context")).toBe("new");
    expect(createSealer({ secrets: [current] }).open(before, "context")).toBeNull();
  });
});
