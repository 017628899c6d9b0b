import { expect, it } from "vitest";
import { openApiDocument } from "./openapi";

it("makes the API's document once, for the address that it is served at", () => {
  const document = openApiDocument("https://app.example.com");
  expect(openApiDocument("https://app.example.com")).toBe(document);
  expect(document).toMatchObject({ openapi: "3.1.0", servers: [{ url: "https://app.example.com" }] });
  expect(openApiDocument("https://other.example.com")).toMatchObject({
    servers: [{ url: "https://other.example.com" }],
  });
});
