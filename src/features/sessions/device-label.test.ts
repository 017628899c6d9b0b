import { describe, expect, it } from "vitest";
import { deviceLabel, placeOf } from "./device-label";

describe("device label", () => {
  it.each([
    ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
      "Safari on iOS",
    ],
    [
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
      "Chrome on Windows",
    ],
    [
      "Mozilla/5.0 (Linux; U; Android 13; de-de; 2201116SG) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/112.0 Mobile Safari/537.36 XiaoMi/MiuiBrowser/14.8",
      "Miui on Android",
    ],
    ["my own words here/1 (Windows NT 10.0)", "Windows"],
    ["Your session was stolen. Call 555-0100/1 (nowhere)", "Unknown device"],
    [null, "Unknown device"],
    ["", "Unknown device"],
    ["\u0000\u001b[31m", "Unknown device"],
  ])("puts %s in words", (userAgent, words) => {
    expect(deviceLabel(userAgent)).toBe(words);
  });

  it("shows nothing that a header says by itself, and takes no time over a long one", () => {
    for (const hostile of [
      "<script>alert(1)</script>/1.0 (X11)",
      `Firefox/${"9".repeat(100_000)}`,
      "a ".repeat(50_000),
    ]) {
      expect(deviceLabel(hostile)).toMatch(/^[\w .-]{1,60}$/);
    }
  });
});

describe("place", () => {
  it.each([
    ["203.0.113.77", "203.0.113.x"],
    ["2001:db8:1:2::/64", "2001:db8:1:…"],
    ["unknown", null],
  ])("shortens %s", (address, place) => {
    expect(placeOf(address)).toBe(place);
  });
});
