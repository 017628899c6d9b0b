import { expect, it } from "vitest";
import { endpoints } from "@/features/api/endpoints";
import { accessTable, type Access } from "./access-table";

const inTableOf = { anyone: "public", session: "signed-in" } as const;

it("the table and the API's endpoints say the same of every call, and know the same calls", () => {
  const byEndpoints = Object.values(endpoints).map(({ method, path, who }): [string, Access] => [
    `${method} ${path.replace(/\{(\w+)\}/g, "[$1]")}`,
    who === "anyone" || who === "session" ? inTableOf[who] : `scope:${who}`,
  ]);
  // The document that is made of the endpoints is none of them.
  const inTable = Object.entries(accessTable.handlers).filter(
    ([line]) => line.includes(" /api/v1/") && line !== "GET /api/v1/openapi.json",
  );
  expect(Object.fromEntries(inTable)).toEqual(Object.fromEntries(byEndpoints));
});
