import { expect, it } from "vitest";
import { safeReturnPath } from "./return-path";

it.each(["/dashboard", "/settings/security?tab=2#top", "/posts/%C3%A9t%C3%A9", "/"])("keeps the path %s", (path) => {
  expect(safeReturnPath(path)).toBe(path);
});

it.each([
  "//evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/%5Cevil.example",
  "/%2F%2Fevil.example",
  "https:evil.example",
  "https:/evil.example",
  "https://evil.example",
  "\t//evil.example",
  "/\t/evil.example",
  "/..//evil.example",
  "javascript:alert(1)",
  "data:text/html,x",
  "http://localhost.evil.example",
  "http://localhost@evil.example",
  "/x\r\nSet-Cookie: a=b",
  "/%0d%0aLocation:x",
  "",
  "dashboard",
  "@evil.example",
  `/${"a".repeat(10_000)}`,
])("drops %j, which could leave the site", (typed) => {
  expect(safeReturnPath(typed)).toBeNull();
});

it.each([undefined, null, 1, ["/dashboard"], { toString: () => "/dashboard" }])(
  "drops %j, which is no text",
  (typed) => {
    expect(safeReturnPath(typed)).toBeNull();
  },
);
