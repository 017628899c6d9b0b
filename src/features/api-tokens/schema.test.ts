import { describe, expect, it } from "vitest";
import { chosenScopes, createTokenSchema } from "./schema";

const typed = { name: " Deploy ", lifetimeDays: "30", "account:read": "on" };

describe("the form of a new token", () => {
  it("takes a name, one of the lifetimes, and the boxes that are ticked", () => {
    const parsed = createTokenSchema.parse({ ...typed, "sessions:write": "on" });
    expect(parsed).toMatchObject({ name: "Deploy", lifetimeDays: "30" });
    expect(chosenScopes(parsed)).toEqual(["account:read", "sessions:write"]);
  });

  it.each([
    ["no name", { name: "  " }, "name"],
    ["a name of 61 characters", { name: "x".repeat(61) }, "name"],
    ["a name that breaks its line", { name: "two\nlines" }, "name"],
    ["no lifetime", { lifetimeDays: undefined }, "lifetimeDays"],
    ["a lifetime of its own", { lifetimeDays: "3650" }, "lifetimeDays"],
    ["nothing that it may do", { "account:read": undefined }, "scopes"],
  ])("refuses %s", (_what, change, field) => {
    const { error } = createTokenSchema.safeParse({ ...typed, ...change });
    expect(error?.issues.map(({ path }) => path[0])).toEqual([field]);
  });
});
