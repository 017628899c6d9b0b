import { describe, expect, test } from "vitest";
import { sampleMails } from "@/local/sample-mails";
import { inScheme } from "./in-scheme";
import { hrefOf, readPlace, slugOf } from "./place";

describe("a place in the preview", () => {
  test("is the same after its link was followed, for each mail in each state", () => {
    const slugs = sampleMails.map(slugOf);
    expect(new Set(slugs).size).toBe(slugs.length);
    for (const mail of slugs) {
      const place = { mail, scheme: "dark", shape: "phone" } as const;
      const query = new URL(hrefOf(place), "http://localhost").searchParams;
      expect(readPlace(Object.fromEntries(query))).toEqual(place);
    }
  });

  test("is the first mail in light colours where the address says nothing, or nothing sensible", () => {
    const start = { mail: sampleMails.map(slugOf)[0], scheme: "light", shape: "desk" };
    expect(readPlace({})).toEqual(start);
    expect(readPlace({ mail: "../secret", scheme: ["dark"], shape: "script" })).toEqual(start);
  });
});

test("a mail is shown in the chosen colours, whatever the machine prefers", () => {
  for (const { mail } of sampleMails) {
    expect(mail.html.match(/light dark/g)).toHaveLength(4);
    for (const scheme of ["light", "dark"] as const) {
      const shown = inScheme(mail.html, scheme);
      expect(shown).not.toMatch(/prefers-color-scheme|light dark/);
      expect(shown).toContain(`:root { color-scheme: ${scheme};`);
      expect(shown).toContain(scheme === "dark" ? "@media all" : "@media not all");
    }
  }
});
