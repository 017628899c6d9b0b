import { describe, expect, test } from "vitest";
import { hrefOf, isFound, readPlace } from "./place";

describe("a place in the mailbox", () => {
  test("is the same after its link was followed", () => {
    const place = { search: "ada+1@example.com code", id: "one", view: "text" } as const;
    const query = new URL(hrefOf(place), "http://localhost").searchParams;
    expect(readPlace(Object.fromEntries(query))).toEqual(place);
  });

  test("is the whole list where the address says nothing, or nothing sensible", () => {
    const list = { search: "", id: "", view: "html" };
    expect(readPlace({})).toEqual(list);
    expect(readPlace({ search: ["a", "b"], id: ["c"], view: "script" })).toEqual(list);
    expect(hrefOf({ search: "", id: "", view: "text" })).toBe("/dev/mailbox");
  });
});

describe("a search", () => {
  const message = {
    to: "ada@example.com",
    subject: "Confirm your e-mail address",
    text: "Type this code there:\n042917",
  };

  test.each(["", "  ", "Ada@Example", "confirm", "042917", "ADA code", " address\tada "])(
    "for %j finds it",
    (search) => {
      expect(isFound(message, search)).toBe(true);
    },
  );

  test.each(["bob", "ada bob", "042918", ".*"])("for %j does not", (search) => {
    expect(isFound(message, search)).toBe(false);
  });
});
