import { describe, expect, it } from "vitest";
import { screenRequest } from "./screen-request";

const appUrl = "https://app.example.com";

function post(body: BodyInit, headers: Record<string, string> = {}, method = "POST"): Promise<number | null> {
  const own = { host: "app.example.com", origin: appUrl, ...headers };
  const request = new Request(`${appUrl}/signin`, { method, body, headers: own });
  return screenRequest(request, appUrl).then((refusal) => refusal?.status ?? null);
}

function form(parts: Record<string, string>): FormData {
  const made = new FormData();
  for (const [name, value] of Object.entries(parts)) made.append(name, value);
  return made;
}

describe("screenRequest lets through", () => {
  it("what a browser sends without scripts, also after a refusal", async () => {
    const state = JSON.stringify([{ message: "Wrong.", values: { email: "$$5", name: "a" } }]);
    const parts = {
      $ACTION_REF_2: "",
      "$ACTION_2:0": '{"id":"60a9","bound":"$@1"}',
      "$ACTION_2:1": state,
      email: "$K9 [",
    };
    expect(await post(form(parts))).toBeNull();
  });

  it("what a script sends, with and without fields", async () => {
    expect(await post(form({ _1_email: "a@example.com", "0": '[{"message":"$undefined"},"$K1"]' }))).toBeNull();
    expect(await post("[]", { "content-type": "text/plain;charset=UTF-8" })).toBeNull();
  });

  it("a client that is no browser, and every reading request", async () => {
    const request = new Request(`${appUrl}/signin`, { method: "POST", body: form({ email: "a" }) });
    expect(await screenRequest(request, appUrl)).toBeNull();
    expect(
      await screenRequest(new Request(appUrl, { headers: { origin: "https://evil.example" } }), appUrl),
    ).toBeNull();
  });
});

describe("screenRequest refuses", () => {
  it.each([
    ["a foreign origin", { origin: "https://evil.example" }],
    ["the origin null", { origin: "null" }],
    ["a malformed origin", { origin: "https://" }],
    ["a look-alike", { origin: "https://app.example.com.evil.example" }],
    ["another port", { origin: "https://app.example.com:8443" }],
    ["plain http", { origin: "http://app.example.com" }],
    [
      "a forwarded host that agrees with a foreign origin",
      { origin: "https://evil.example", "x-forwarded-host": "evil.example" },
    ],
    ["another host", { host: "evil.example" }],
    ["a forwarded host", { "x-forwarded-host": "evil.example" }],
  ])("%s", async (_what, headers) => {
    expect(await post(form({ email: "a" }), headers)).toBe(403);
  });

  it.each(["cross-site", "same-site"])("a %s request without an origin", async (site) => {
    const headers = { "sec-fetch-site": site };
    const request = new Request(`${appUrl}/signin`, { method: "POST", body: form({ email: "a" }), headers });
    expect(await screenRequest(request, appUrl)).toMatchObject({ status: 403 });
  });

  it.each([
    "null",
    '"text"',
    "",
    "[",
    '["$1","$K1"]',
    '["$F1"]',
    '[{"a":["$Q1"]}]',
    "{}",
    `${"[".repeat(100_000)}${"]".repeat(100_000)}`,
  ])("the arguments %.40s", async (body) => {
    expect(await post(body, { "content-type": "text/plain" })).toBe(400);
  });

  it.each([
    ["a tampered state", form({ "$ACTION_2:1": "null" })],
    ["a broken state", form({ "$ACTION_2:1": "[" })],
    ["a reference to what is not there", form({ "0": '["$1"]' })],
    ["another kind of form", new URLSearchParams({ email: "a" })],
  ])("%s", async (_what, body) => {
    expect(await post(body)).toBe(400);
  });

  it("a boundary that does not fit, and more than anybody types", async () => {
    expect(await post("--x", { "content-type": "multipart/form-data; boundary=y" })).toBe(400);
    expect(await post(form({ email: "a".repeat(1_000_000) }))).toBe(413);
    expect(await post("x", { "content-length": "5000000" })).toBe(413);
  });

  it("methods that no page takes", async () => {
    for (const method of ["PUT", "DELETE", "PATCH"]) expect(await post("x", {}, method)).toBe(405);
  });
});
