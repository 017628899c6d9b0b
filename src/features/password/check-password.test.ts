import { dictionary } from "@zxcvbn-ts/language-common";
import { describe, expect, it } from "vitest";
import { localWeakness } from "./check-password";

const context = { email: "ada.lovelace@example.com", name: "Ada King Lovelace", host: "app.example.com" };
const check = (password: string, minLength = 15) => localWeakness({ password, minLength, context });

/**
 * How people stretch the most common passwords to fifteen characters: one said twice or more, two in a row, with a year, digits or
 * marks after it, with a capital.
 */
function habitsOfFifteen(top: readonly string[]): string[] {
  const firsts = top.slice(0, 40);
  const years = Array.from({ length: 20 }, (_, index) => String(2010 + index));
  const ends = [...years, "123", "1234", "!", "!!", "1!", "123!", "@123", "007"];
  const stretched = [
    ...top.map((word) => word.repeat(Math.ceil(15 / word.length))),
    ...top.flatMap((word) => ends.flatMap((end) => [word + end, word + word + end])),
    ...firsts.flatMap((word) => firsts.flatMap((next) => [word + next, `${word} ${next}!`])),
  ];
  return stretched
    .flatMap((entry) => [entry, entry.charAt(0).toUpperCase() + entry.slice(1)])
    .filter((entry) => entry.length >= 15);
}

/** With digits and marks in the place of letters; words that have none themselves. */
function withoutLetters(words: readonly string[]): string[] {
  const plain = words.filter((word) => /^[a-z]+$/.test(word));
  return plain.map((word) => word.replaceAll("a", "@").replaceAll("o", "0").replaceAll("e", "3").replaceAll("s", "$"));
}

describe("localWeakness", () => {
  it.each([
    "a violet umbrella in may",
    "correct horse battery staple",
    "twenty spaces and letters",
    "Tr0ub4dor&3-and-some-more",
    "🦊🐙🌵🚲🎈🪁🥐🧦🪴🎻🛶🧩🪵🫖🕯️🪞",
    "дождь над зелёной рекой",
    "बारिश में हरी नदी के किनारे दीपक",
    "seven lamps by the river 👨‍👩‍👧",
    "la\u00admp rivers a\u200cnd seven",
    "q7   x   lm   z9",
    "4f9K2m7Qx1Zt8Wb3",
    "x7 x7 apple river lantern",
  ])("accepts %j, whatever kinds of characters it has", (password) => {
    expect(check(password)).toBeNull();
  });

  it("counts a letter once, though a keyboard makes it of two pieces", () => {
    const letters = "ḱéḿṕúíáóżḿĺŕśǵ";
    const pieces = letters.normalize("NFD");
    expect([letters.length, pieces.length]).toEqual([14, 28]);
    expect([check(letters), check(pieces)]).toEqual(["too_short", "too_short"]);
    expect([check(`${letters}ź`), check(`${pieces}ź`)]).toEqual([null, null]);
    const longest = `${letters}ź ${"ñandú río ".repeat(40)}`.slice(0, 256);
    expect(check(longest.normalize("NFD"))).toBeNull();
    expect(check(`${longest}ñ`.normalize("NFD"))).toBe("too_long");
  });

  it.each([
    [14, "too_short"],
    [257, "too_long"],
  ])("refuses %i characters", (length, reason) => {
    const text = "q7 lamp Ω river 9 stone ".repeat(20).slice(0, length);
    expect(check(text)).toBe(reason);
  });

  it("counts characters as people do: 64 emoji are 64", () => {
    const emoji = "🦊🐙🌵🚲🎈🪁🥐🧦".repeat(2) + "🪴🎻🛶🧩🪵🫖🪞🎩";
    expect(check(emoji, 24)).toBeNull();
    expect(check(emoji, 25)).toBe("too_short");
  });

  it.each([
    ["seventeen code points that are two emoji", "👨🏽‍❤️‍💋‍👨🏾👩🏼‍🤝‍👩🏿", 2],
    ["twenty-one that are three flags", "🏴󠁧󠁢󠁥󠁮󠁧󠁿🏴󠁧󠁢󠁳󠁣󠁴󠁿🏴󠁧󠁢󠁷󠁬󠁳󠁿", 3],
    ["a letter under fifteen marks", `a${"\u0316\u0317\u0318".repeat(5)}`, 1],
    ["three letters and twelve that nobody sees", `cat${"\u200b\u2060\u00ad\u200e".repeat(3)}`, 3],
    ["letters with one that nobody sees between them", Array.from("password").join("\u200b"), 8],
    ["letters and marks of direction", "password1\u202a\u202c\u2066\u2069\u200f\u061c\u202d", 9],
    ["nothing that anybody sees", "\u200b\u200c\u2060\u00ad\u3164\u115f\ufe0f\u034f".repeat(4), 0],
  ])("counts what people see: %s", (_, password, count) => {
    expect(Array.from(password).length).toBeGreaterThanOrEqual(15);
    expect(check(password)).toBe("too_short");
    expect(check(`${password} seven lamps by river`, count + 22)).toBe("too_short");
    expect(check(`${password} seven lamps by river`, count + 21)).toBeNull();
  });

  it.each([
    [["qwerty", "123456", "qwerty"], "common"],
    [["pass", "word", "123", "4567"], "common"],
    [["ada.love", "lace@exam", "ple.com"], "contains_context"],
  ])("sees through letters that nobody sees, between %j", (pieces, reason) => {
    for (const filler of ["\u200b", "\u200d", "\u00ad", "\u2066\u2069", "\ufe0f", "\u{e0061}", "\u3164"])
      expect(check(pieces.join(filler))).toBe(reason);
  });

  it.each([
    "passwordpassword",
    "PasswordPassword1!",
    "123456789012345",
    "qwertyuiopasdfg",
    "aaaaaaaaaaaaaaa",
    "abcabcabcabcabc",
    "qwertyuiop123456789",
    "abcdefghijklmnop",
    "iloveyouiloveyou",
    "password1234567",
    "1q2w3e4r5t6y7u8i9o",
    "zyxwvutsrqponml",
    "qwerty qwerty qwerty",
    "111111222222333",
    "password!!!!!!!!!",
    "!!!!password!!!!123",
    "P@ssw0rd12345678",
    "Summer2024Summer2024",
    "йцукенгшщзхъфыва",
  ])("refuses %j, which is guessed early", (password) => {
    expect(check(password)).toBe("common");
  });

  it.each([
    "latchkey and admin",
    "ADA.LOVELACE@example.com",
    "Ada King Lovelace!",
    "ada.example.king.42",
    "admin-latchkey-77",
    "A-D-A-L-O-V-E-L-A-C-E",
    "l o v e l a c e a d a",
    "love-lace.ada-king",
    "l a t c h k e y a d m i n",
    "latch-key-ad-min-latch",
  ])("refuses %j, which is made of the person's and the site's own words", (password) => {
    expect(check(password)).toBe("contains_context");
  });

  it("accepts a long password that merely has a context word in it", () => {
    expect(check("the ada umbrella was violet")).toBeNull();
  });

  it("refuses half a character, control characters and those that Unicode does not know, and keeps outer blanks", () => {
    expect(check("a violet umbrella \ud83e")).toBe("unreadable");
    expect(check("a violet\0umbrella in may")).toBe("unreadable");
    for (const unknown of ["\ufdd0", "\u0378", "\ue000", "\u{10fffd}"])
      expect([check(unknown.repeat(15)), check(`seven${unknown}lamps by river`)]).toEqual(["unreadable", "unreadable"]);
    expect(check("  7 lamps by river")).toBeNull();
  });

  it("refuses a megabyte without reading it character by character", () => {
    expect(check("x".repeat(1_000_000))).toBe("too_long");
  });

  it("judges letters that stand for several by these, and by the first of them where they are very many", () => {
    expect("㍿㌕ﷺ".normalize("NFKC")).toHaveLength(4 + 5 + 18);
    expect(check(`${"ｐａｓｓｗｏｒｄ".repeat(2)}１２３！`)).toBe("common");
    expect(check("㌕".repeat(256))).toBe("common");
    expect(check(`${"㍿".repeat(200)} a violet umbrella in may`)).toBe("common");
    expect(check(`a violet umbrella in may ${"ﷺ".repeat(200)}`)).toBeNull();
  });

  it("knows the common passwords of eight characters or more, ten thousand at least", () => {
    const listed = dictionary["passwords-common"].filter((entry) => entry.length >= 8);
    expect(listed.length).toBeGreaterThanOrEqual(10_000);
    expect(listed.filter((entry) => check(entry, 8) === null)).toEqual([]);
    expect(listed.filter((entry) => check(entry.toUpperCase(), 8) === null)).toEqual([]);
  });

  it("knows the common passwords of fifteen characters or more, twenty thousand at least", () => {
    const top = dictionary["passwords-common"].slice(0, 200);
    const known = new Set([...habitsOfFifteen(top), ...habitsOfFifteen(withoutLetters(top))]);
    expect(known.size).toBeGreaterThanOrEqual(20_000);
    expect([...known].filter((entry) => check(entry) === null)).toEqual([]);
  });

  it("refuses no passphrase of four words drawn from the diceware list, however they are joined", () => {
    const words = dictionary["diceware-common"];
    const word = (index: number) => words[(index * 7919) % words.length] ?? "";
    const phrases = Array.from({ length: 2_000 }, (_, index) =>
      [1, 2, 3, 4].map((step) => word(index * step + step)).join(["", " ", "-", "."][index % 4]),
    ).filter((phrase) => phrase.length >= 15);
    expect(phrases.filter((phrase) => check(phrase) !== null)).toEqual([]);
  });

  it.each([
    ["a long passphrase", "x7 q lamp river 9 stone ".repeat(20)],
    ["one listed word again and again", "passwordx".repeat(40)],
    ["a repetition that ends otherwise", `${"a1b".repeat(80)}zz9pl`],
    ["nothing but marks", "!?".repeat(120) + "#"],
    ["families of emoji", "👨‍👩‍👧🦊".repeat(40)],
  ])("takes under 2 ms for the longest input it reads: %s", (_, text) => {
    const password = text.slice(0, 256);
    check(password);
    const cpuBefore = process.cpuUsage();
    for (let round = 0; round < 200; round++) check(password);
    expect(process.cpuUsage(cpuBefore).user / 1000 / 200).toBeLessThan(2);
  });
});
