import { describe, expect, test } from "vitest";
import { hrefOf, readPlace } from "./place";

describe("a place in the mailbox", () => {
  test("is the same after its link was followed", () => {
    const place = { to: "ada+1@example.com", id: "one", view: "text" } as const;
    const query = new URL(hrefOf(place), "http://localhost").searchParams;
    expect(readPlace(Object.fromEntries(query))).toEqual(place);
  });

  test("is the whole list where the address says nothing, or nothing sensible", () => {
    const list = { to: "", id: "", view: "html" };
    expect(readPlace({})).toEqual(list);
    expect(readPlace({ to: ["a", "b"], id: ["c"], view: "script" })).toEqual(list);
    expect(hrefOf({ to: "", id: "", view: "text" })).toBe("/dev/mailbox");
  });
});
