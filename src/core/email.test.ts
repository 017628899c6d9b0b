import { describe, expect, it } from "vitest";
import { canonicalEmail } from "./email";

/** Whether an address with this first part has the form of its capitals, and keeps it. */
function isOneForm(localPart: string): boolean {
  const once = canonicalEmail(`${localPart}@example.com`);
  const again = once === null ? null : canonicalEmail(once);
  return again === once && canonicalEmail(`${localPart.toUpperCase()}@example.com`) === once;
}

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
    ["ΝΊΚΟΣ.ΠΑΠΆΣ@example.com", "νίκος.παπάς@example.com"],
    ["νίκοσ.παπάσ@example.com", "νίκος.παπάς@example.com"],
    ["ΟΔΥΣΣΈΑΣ'Σ_ΠΛΟΊΟ@example.com", "οδυσσέας'σ_πλοίο@example.com"],
  ])("folds %j into one form", (typed, canonical) => {
    expect(canonicalEmail(typed)).toBe(canonical);
  });

  it.each([
    "νίκος.παπάς@example.com",
    "άννα.λέκκας@example.com",
    "σοφία-σίσυφος+νέα@example.com",
    "ο'νιλς.θωμάς^2@example.com",
    "γιώργος1@παπάς.νίκος.example",
  ])("keeps %j as it is spelt, and finds it by its capitals", (natural) => {
    const ascii = canonicalEmail(natural);
    expect(ascii?.split("@")[0]).toBe(natural.split("@")[0]);
    expect(canonicalEmail(natural.toUpperCase())).toBe(ascii);
  });

  it("tells two domains apart by their small sigmas", () => {
    expect(canonicalEmail("ada@νίκος.example")).not.toBe(canonicalEmail("ada@νίκοσ.example"));
  });

  it("gives small letters and capitals one form, whatever stands around a sigma", () => {
    const signs = ["", "σ", "ς", "Σ", "α", "a", "1", ".", "'", "-", "\u0301", "ʰ"];
    const texts = signs.flatMap((a) =>
      signs.flatMap((b) => signs.flatMap((c) => signs.map((d) => `xσ${a}${b}${c}${d}ς`))),
    );
    expect(texts.filter((text) => !isOneForm(text))).toEqual([]);
  });

  it("gives them one form beside every letter that has one capital, and whatever a sigma looks past", () => {
    const apart: string[] = [];
    for (let code = 0x21; code < 0x11_0000; code++) {
      const letter = String.fromCodePoint(code);
      if (!/[\p{Cased}\p{Case_Ignorable}]/u.test(letter)) continue;
      if (isOneForm(`a${letter}b`) && !["ας", "ς.", "σ'"].every((part) => isOneForm(`a${part}${letter}ςa`)))
        apart.push(code.toString(16));
    }
    expect(apart).toEqual([]);
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
