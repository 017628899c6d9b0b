import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Order } from "../../src/local/identity-provider/identity-provider.mjs";
import { openVisitor, parseSetCookie } from "../support/form-client";
import { postToNextAuth } from "../support/next-auth-client";
import { newIdentity, startProviderApp, type ProviderApp } from "../support/provider-app";
import { continueWith, isSignedIn, leaveFor, pressProvider, signedInBy } from "../support/provider-journey";

let app: ProviderApp;
beforeAll(async () => {
  app = await startProviderApp();
});
afterAll(async () => {
  await app.stop();
});

const providers = ["google", "github"] as const;

describe.each(providers)("the way out to %s", (provider) => {
  it("asks for exactly the scopes it needs, with PKCE S256, a state, and this app's callback", async () => {
    const url = await leaveFor(openVisitor(app), provider);
    const asked = Object.fromEntries(url.searchParams);
    expect(asked).toMatchObject({
      scope: { google: "openid email profile", github: "user:email" }[provider],
      response_type: "code",
      redirect_uri: `${app.origin}/api/auth/callback/${provider}`,
      code_challenge_method: "S256",
    });
    expect(asked["code_challenge"]).toMatch(/^[\w-]{43}$/);
    expect(asked["state"]).toMatch(/^.{20,}$/);
    expect("nonce" in asked).toBe(provider === "google");
    expect(url.origin).toBe(`http://127.0.0.1:${app.provider.port}`);
  });

  it("leaves cookies that no script reads and that come along from another site by navigation alone", async () => {
    const visitor = openVisitor(app);
    const cookies = (await pressProvider(visitor, provider)).setCookies.map(parseSetCookie);
    const names = cookies.map(({ name }) => name);
    for (const check of ["state", "pkce"]) expect(names).toContain(`next-auth.${check}.${provider}`);
    for (const { attributes } of cookies) {
      expect(attributes.has("httponly")).toBe(true);
      expect(attributes.get("samesite")?.toLowerCase()).toBe("lax");
      expect(attributes.get("path")).toBe("/");
      expect(attributes.has("domain")).toBe(false);
    }
    const checks = cookies.filter(({ name }) => /state|pkce|nonce/.test(name));
    const endsWithin = ({ attributes }: (typeof cookies)[number]) =>
      attributes.has("max-age")
        ? Number(attributes.get("max-age"))
        : (Date.parse(attributes.get("expires") ?? "") - Date.now()) / 1000;
    for (const check of checks) expect(endsWithin(check)).toBeLessThanOrEqual(901);
  });

  it("hands nothing on that a caller adds to the request", async () => {
    const visitor = openVisitor(app);
    const before = app.provider.control.seen().length;
    const endpoint = `signin/${provider}?scope=evil&redirect_uri=https%3A%2F%2Fevil.example&prompt=none`;
    const refused = await postToNextAuth(visitor, { endpoint, fields: { callbackUrl: "/" } });
    expect(refused.status).toBe(400);
    expect(refused.setCookies).toEqual([]);
    const fields = { callbackUrl: "/", scope: "evil", redirect_uri: "https://evil.example", state: "mine" };
    const answer = await postToNextAuth(visitor, { endpoint: `signin/${provider}`, fields });
    expect(answer.text).not.toContain("evil");
    expect(answer.text).not.toContain("state=mine");
    expect(app.provider.control.seen()).toHaveLength(before);
  });

  it("does not begin by a link, without the anti-forgery token, or from a foreign page", async () => {
    const visitor = openVisitor(app);
    const byLink = await visitor.send({ path: `/api/auth/signin/${provider}` });
    expect(byLink.headers.location ?? "").not.toContain("127.0.0.1");
    const body = "callbackUrl=%2F&json=true";
    const headers = { "content-type": "application/x-www-form-urlencoded", origin: app.origin };
    const bare = await visitor.send({ method: "POST", path: `/api/auth/signin/${provider}`, headers, body });
    expect(bare.text).not.toContain("127.0.0.1");
    const foreign = await visitor.send({
      method: "POST",
      path: "/signin",
      headers: { ...headers, origin: "https://evil.example", "sec-fetch-site": "cross-site" },
      body: `provider=${provider}`,
    });
    expect(foreign.status).toBe(403);
    expect([...visitor.cookies.keys()].filter((name) => /state|pkce/.test(name))).toEqual([]);
  });

  it("comes back to the page that asked", async () => {
    const visitor = openVisitor(app);
    const asked = await visitor.get("/settings/security?from=mail");
    const trip = { app, visitor, order: { provider, person: newIdentity() } };
    const landed = await continueWith(trip, { from: asked.path });
    expect(landed.path).toMatch(/^\/settings\/security/);
  });

  it("ends when the limit of starts for one address is reached, without a word to the provider", async () => {
    const visitor = openVisitor(app);
    const answers = [];
    for (let start = 0; start < 12; start++) answers.push(await pressProvider(visitor, provider));
    expect(answers.filter(({ headers }) => headers.location !== undefined)).toHaveLength(10);
    expect(answers.at(-1)?.status).toBe(200);
  });
});

it.each([
  "//evil.example",
  "/\\evil.example",
  "https://evil.example/",
  "/%2F%2Fevil.example",
  "javascript:alert(1)",
  "/..//evil.example",
  "http://localhost.evil.example",
])("comes back to the site when the page that asked is called %j", async (target) => {
  for (const [name, provider] of [
    ["next", "google"],
    ["callbackUrl", "github"],
  ] as const) {
    const visitor = openVisitor(app);
    const from = `/signin?${name}=${encodeURIComponent(target)}`;
    const landed = await continueWith({ app, visitor, order: { provider, person: newIdentity() } }, { from });
    expect(landed.path).toBe("/dashboard");
  }
});

describe("what NextAuth says about an error", () => {
  const codes = [
    "<script>alert(1)</script>",
    `"><img src=x onerror=alert(1)>`,
    "Your account is locked, call +1 555 0100 now",
    "javascript:alert(1)",
    "a\r\nSet-Cookie: planted=1",
    "__proto__",
    "constructor",
    "x".repeat(3000),
    "OAuthAccountNotLinked",
    "OAuthCreateAccount",
    "Configuration",
    "EmailSignin",
  ];

  it.each(codes.map((code) => [code.slice(0, 30), code]))("never repeats %j", async (_, code) => {
    const spelled = encodeURIComponent(code);
    const paths = [
      `/signin?error=${spelled}`,
      `/signin?error=a&error=${spelled}`,
      `/api/auth/error?error=${spelled}`,
      `/api/auth/signin?error=${spelled}`,
      `/api/auth/callback/google?error=${spelled}&error_description=${spelled}`,
      `/api/auth/callback/github?error=${spelled}`,
      `/api/auth/callback/credentials?error=${spelled}`,
    ];
    for (const path of paths) {
      const visitor = openVisitor(app);
      const landed = await visitor.get(path);
      expect(landed.status).toBeLessThan(500);
      expect(landed.shown).not.toContain(code);
      if (/[<>"]/.test(code)) expect(landed.text).not.toContain(code);
      expect(visitor.cookies.has("planted")).toBe(false);
    }
  });

  it.each(providers)("tells a signed-in person who declined at %s that nothing changed", async (provider) => {
    const { visitor } = await signedInBy(app, provider);
    const order: Order = { provider, persona: "denies" };
    const departure = { from: "/settings/sign-in-methods", verb: "Link" } as const;
    const landed = await continueWith({ app, visitor, order }, departure);
    expect(landed.status).toBe(200);
    expect(landed.shown).toMatch(/Nothing was changed/);
    expect(await isSignedIn(visitor)).toBe(true);
  });
});
