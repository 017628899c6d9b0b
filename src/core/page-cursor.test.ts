import { describe, expect, it } from "vitest";
import { formatPageCursor, pageCursorSchema } from "./page-cursor";

describe("a page's cursor", () => {
  it("comes back from an address as it was", () => {
    const cursor = { createdAt: new Date("2026-03-01T12:00:00.123Z"), id: "4f0c2d1e-0000-4000-8000-000000000001" };
    expect(pageCursorSchema.parse(formatPageCursor(cursor))).toEqual(cursor);
  });

  it.each([undefined, "", "1", "-1-x", "1e3-x", "1-", "1-x'--", "1-\u0000", `${"9".repeat(16)}-x`, ["1-x"], {}])(
    "is the first page's for %j",
    (typed) => {
      expect(pageCursorSchema.parse(typed)).toBeNull();
    },
  );

  it("names a moment that the database can compare", () => {
    expect(pageCursorSchema.parse(`${"9".repeat(15)}-x`)).toBeNull();
  });
});
