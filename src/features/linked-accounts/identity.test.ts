import { describe, expect, it } from "vitest";
import { toIdentity } from "./identity";

const provider = { provider: "github", providerName: "GitHub" };
const profile = { subject: 7, email: "ada@example.com", emailVerified: true, name: "Ada", login: "ada" };

describe("toIdentity", () => {
  it("takes a number for a subject and shows the login name", () => {
    expect(toIdentity(provider, profile)).toMatchObject({ providerAccountId: "7", name: "Ada", label: "ada" });
  });

  it.each([undefined, null, "", "a b", "x".repeat(256), {}, ["7"], 1.5, Number.NaN, "7\n"])(
    "refuses the subject %j",
    (subject) => {
      expect(toIdentity(provider, { ...profile, subject })).toBeNull();
    },
  );

  it("keeps a subject with a colon as it is", () => {
    expect(toIdentity(provider, { ...profile, subject: "a:b" })?.providerAccountId).toBe("a:b");
  });

  it.each([
    ["markup, as plain text", "<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"],
    ["line breaks and null, as blanks", "Ada\r\nBcc: x\0y", "Ada Bcc: x y"],
    ["direction marks, not at all", "Ada\u202eadA", "Ada adA"],
    ["ten kilobytes, cut", "a".repeat(10_000), "a".repeat(80)],
    ["emoji, whole", "🦊".repeat(100), "🦊".repeat(80)],
  ])("takes a name with %s", (_what, name, expected) => {
    expect(toIdentity(provider, { ...profile, name })?.name).toBe(expected);
  });

  it.each([null, undefined, "", "   ", 5, { first: "Ada" }])("falls back to the login where the name is %j", (name) => {
    expect(toIdentity(provider, { ...profile, name })?.name).toBe("ada");
  });

  it("falls back to the address, and at last to a plain word", () => {
    const nameless = { subject: 7, email: "ada@example.com", emailVerified: true, name: null };
    expect(toIdentity(provider, nameless)?.name).toBe("ada");
    expect(toIdentity(provider, { ...nameless, email: null })).toMatchObject({
      name: "New user",
      label: "7",
      email: null,
    });
  });
});
