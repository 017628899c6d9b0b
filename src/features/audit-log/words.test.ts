import { describe, expect, it } from "vitest";
import { z } from "zod";
import { auditCatalogue } from "./catalogue";
import { eventInWords, detailsInWords, reasonInWords } from "./words";

const entries = Object.entries(auditCatalogue);
const reasons = entries.flatMap(([, entry]) => ("reasons" in entry ? [...entry.reasons] : []));
const methods = entries.flatMap(([, entry]) => {
  const method: unknown = "details" in entry && "method" in entry.details.shape ? entry.details.shape.method : null;
  return method instanceof z.ZodEnum ? method.options.map(String) : [];
});

describe("the words of the audit log", () => {
  it.each([...new Set(reasons)])("say the reason %s in words of its own", (reason) => {
    expect(reasonInWords(reason)).not.toBe(reason.replaceAll("_", " "));
  });

  it.each([...new Set(methods)])("say the method %s in words of its own", (method) => {
    expect(detailsInWords({ method })).not.toEqual([method]);
  });

  it("leave what an older or newer version wrote as it is", () => {
    expect(eventInWords("thing.done")).toBe("thing.done");
    expect(eventInWords("toString")).toBe("toString");
    expect(reasonInWords("not_ours")).toBe("not ours");
    expect([detailsInWords(null), detailsInWords({ other: 1 })]).toEqual([[], []]);
  });

  it("tell the provider, both roles, and how many sessions ended", () => {
    expect(detailsInWords({ provider: "github" })).toEqual(["with GitHub"]);
    expect(detailsInWords({ from: "USER", to: "ADMIN" })).toEqual(["from USER to ADMIN"]);
    expect(detailsInWords({ method: "others", sessions: 3 })).toEqual([
      "all other sessions at once",
      "sessions ended: 3",
    ]);
    expect(detailsInWords({ sessions: 0 })).toEqual([]);
  });
});
