import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callAction, findAction, formArguments, redirectOf, soleFormArgument } from "../support/action-client";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import type { Answer } from "../support/exchange";
import { openVisitor } from "../support/form-client";
import { postToNextAuth } from "../support/next-auth-client";

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(async () => {
  await app.stop();
});

const targets = [
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/%5Cevil.example",
  "/%2F%2Fevil.example",
  "/%2f/evil.example",
  "https:evil.example",
  "https:/evil.example",
  "https://evil.example",
  "HTTPS://EVIL.EXAMPLE",
  "\t//evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  " //evil.example",
  "/..//evil.example",
  "/.//evil.example",
  "/@evil.example",
  "@evil.example",
  "javascript:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "/a\r\nLocation: https://evil.example",
  "/a%0d%0aLocation:%20https://evil.example",
  "//evil.example/%2e%2e",
  "https://localhost.evil.example",
  `/${"x".repeat(10_000)}`,
];

/** Where a browser would go, in every header that can lead it there. */
function leadsTo(answer: Answer): string[] {
  const inBody = /"url":"([^"]*)"/.exec(answer.text)?.[1];
  return [redirectOf(answer), answer.headers.refresh, inBody].filter((value): value is string => Boolean(value));
}

function expectOnSite(answer: Answer): void {
  expect(answer.status).toBeLessThan(500);
  for (const target of leadsTo(answer)) expect(new URL(target, app.origin).origin).toBe(app.origin);
  expect(Object.keys(answer.headers)).not.toContain("evil");
}

describe.each(targets.map((target) => [target.slice(0, 50), target]))("redirect to %j", (_, target) => {
  it("stays on the site after sign-in", async () => {
    const { email, password } = await seedUser(app.database);
    const fields: [string, string][] = [
      ["email", email],
      ["password", password],
      ["next", target],
    ];
    const answer = await callAction(openVisitor(app), findAction("signinAction"), formArguments(fields));
    expect(redirectOf(answer)).toBeDefined();
    expectOnSite(answer);
  });

  it("stays on the site through the sign-in page's own form", async () => {
    const visitor = openVisitor(app);
    const page = await visitor.get(`/signin?next=${encodeURIComponent(target)}`);
    expect(page.status).toBe(200);
    const { email, password } = await seedUser(app.database);
    expect((await visitor.submit(page, { field: "password" }, { email, password })).status).toBeLessThan(500);
  });

  it("stays on the site through NextAuth's callbackUrl and its cookie", async () => {
    const { email, password } = await seedUser(app.database);
    for (const json of ["true", "false"]) {
      const visitor = openVisitor(app);
      visitor.cookies.set("next-auth.callback-url", encodeURIComponent(target));
      const fields = { email, password, callbackUrl: target, json };
      expectOnSite(await postToNextAuth(visitor, { endpoint: "callback/credentials", fields }));
      expectOnSite(await postToNextAuth(visitor, { endpoint: "signout", fields: { callbackUrl: target, json } }));
    }
    for (const endpoint of ["signin", "signout", "error", "verify-request", "signin/credentials"]) {
      expectOnSite(
        await openVisitor(app).send({ path: `/api/auth/${endpoint}?callbackUrl=${encodeURIComponent(target)}` }),
      );
    }
  });

  it("stays on the site after a change of theme", async () => {
    expectOnSite(
      await callAction(
        openVisitor(app),
        findAction("setTheme"),
        soleFormArgument([
          ["theme", "dark"],
          ["next", target],
        ]),
      ),
    );
  });
});

describe("return path", () => {
  it.each(["/settings/security", "/settings?tab=a", "/dashboard#section"])(
    "%s is kept through sign-in",
    async (next) => {
      const visitor = openVisitor(app);
      const { email, password } = await seedUser(app.database);
      const landed = await visitor.submit(
        await visitor.get(`/signin?next=${encodeURIComponent(next)}`),
        { field: "password" },
        { email, password },
      );
      expect(landed.path).toBe(next.replace(/#.*/, ""));
    },
  );
});

describe("error page reflection", () => {
  const phishing = "Your account is locked. Call +1 555 0100 at once";
  it.each([
    "<script>alert(1)</script>",
    phishing,
    "CredentialsSignin",
    "constructor",
    "__proto__",
    "x".repeat(5_000),
    "javascript:alert(1)",
  ])("shows a sentence of ours for %j and none of it back", async (code) => {
    for (const path of [
      `/signin?error=${encodeURIComponent(code)}`,
      `/api/auth/error?error=${encodeURIComponent(code)}`,
    ]) {
      const page = await openVisitor(app).get(path);
      expect(page.status).toBeLessThan(500);
      expect(page.shown).not.toContain(phishing);
      expect(page.text).not.toContain("<script>alert(1)");
      if (code !== "CredentialsSignin") expect(page.shown).not.toContain(code);
    }
  });
});
