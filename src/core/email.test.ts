import { describe, expect, it } from "vitest";
import { canonicalEmail } from "./email";

describe("canonicalEmail", () => {
  it.each([
    ["Ada@Example.COM", "ada@example.com"],
    ["  ada@example.com ", "ada@example.com"],
    ["ada@bücher.example", "ada@xn--bcher-kva.example"],
    ["ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example"],
    ["ａｄａ@example.com", "ada@example.com"],
    ["ada＠example.com", "ada@example.com"],
    ["ada+tag@example.com", "ada+tag@example.com"],
    ["o'neill@example.co.uk", "o'neill@example.co.uk"],
  ])("folds %j into one form", (typed, canonical) => {
    expect(canonicalEmail(typed)).toBe(canonical);
  });

  it.each([
    "Ada <ada@example.com>",
    "a@example.com,b@example.com",
    "a@example.com;b@example.com",
    '"ada@x"@example.com',
    "ada@[127.0.0.1]",
    "ada@127.0.0.1",
    "ada@localhost",
    "ada@example.com\r\nBcc: b@example.com",
    "ada@example.com%0aBcc:b@example.com",
    "ada@example.com\0",
    "ada@@example.com",
    "ada@exa mple.com",
    "ada(comment)@example.com",
    ".ada@example.com",
    "ada.@example.com",
    "a..da@example.com",
    "@example.com",
    "ada@",
    "ada",
    "",
    `${"a".repeat(65)}@example.com`,
    `ada@${"a.".repeat(130)}com`,
    "ada@-example.com",
    "ada@example.com/path",
    "ada@example.com?query",
    "ada@example.com#fragment",
    "ada@example.com\\path",
    "ada@exa\tmple.com",
    "ada@exa\nmple.com",
    "ada@exam%70le.com",
    "ada@example.com／path",
  ])("refuses %j, which is not exactly one plain address", (typed) => {
    expect(canonicalEmail(typed)).toBeNull();
  });
});
