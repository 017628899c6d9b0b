import { dictionary } from "@zxcvbn-ts/language-common";
import { describe, expect, it } from "vitest";
import commonPasswords from "./common-passwords.json";
import { estimateStrength } from "./estimate-strength";

const estimate = (password: string) => estimateStrength(password, 15, ["ada.lovelace@example.com", "Lovelace"]);

describe("estimateStrength", () => {
  it.each([
    ["a violet umb", "short"],
    ["🦊🐙🌵🚲🎈🪁🥐🧦🪴🎻🛶🧩🪵🫖", "short"],
    [`cat${"\u200b\u2060\u00ad".repeat(4)}`, "short"],
    ["👨🏽‍❤️‍💋‍👨🏾👩🏼‍🤝‍👩🏿", "short"],
    [Array.from("passwordpassword").join("\u200b"), "weak"],
    ["passwordpassword", "weak"],
    ["aaaaaaaaaaaaaaaa", "weak"],
    ["ada.lovelace@example.com", "weak"],
    ["lovelacelovelace1", "weak"],
    ["123456789123456789", "weak"],
    ["seven green bicycles race", "strong"],
    ["4f9K2m7Qx1Zt8Wb3", "strong"],
  ])("calls %j %s", (password, strength) => expect(estimate(password)).toBe(strength));

  it("takes a moment and no more for the longest password", () => {
    estimate("warm up the estimator once");
    const before = process.cpuUsage();
    estimate("aB3$".repeat(64));
    estimate("password1".repeat(28));
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(1_000);
  });

  it("holds the first four thousand of the list that the server judges by", () => {
    expect(commonPasswords.split(" ")).toEqual(dictionary["passwords-common"].slice(0, 4_000));
  });
});
