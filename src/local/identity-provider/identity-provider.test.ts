import { request } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createProviderBrowser } from "../../../tests/support/provider-browser";
import { startIdentityProvider, type IdentityProvider } from "./identity-provider.mjs";

const appUrl = "http://localhost:3999";
const personas = ["verified", "unverified", "no-email", "same-address", "hostile", "denies", "slow", "broken"];

let provider: IdentityProvider;

beforeAll(async () => {
  provider = await startIdentityProvider({ appUrl });
});

afterAll(() => provider.close());
beforeEach(() => provider.control.clear());

function githubAuthorization(): string {
  const params = new URLSearchParams({ client_id: provider.environment.GITHUB_ID, state: "s", scope: "user:email" });
  return `${provider.githubUrl}/login/oauth/authorize?${params.toString()}`;
}

function googleAuthorization(): string {
  const params = new URLSearchParams({
    client_id: provider.environment.GOOGLE_CLIENT_ID,
    redirect_uri: `${appUrl}/api/auth/callback/google`,
    response_type: "code",
    scope: "openid email profile",
    state: "s",
    code_challenge: "c".repeat(43),
    code_challenge_method: "S256",
  });
  return `${provider.googleIssuer}/auth?${params.toString()}`;
}

describe("the start of the local identity provider", () => {
  it.each(["https://app.example.com", "http://localhost.evil.example", "http://192.168.0.2:3000", "localhost", ""])(
    "is refused for an app at %j",
    async (elsewhere) => {
      await expect(startIdentityProvider({ appUrl: elsewhere })).rejects.toThrow("not local");
    },
  );

  it.each([{ NODE_ENV: "production" }, { LATCHKEY_MODE: "production" }])("is refused under %j", async (processEnv) => {
    await expect(startIdentityProvider({ appUrl, processEnv })).rejects.toThrow("production");
  });

  it.each(["0.0.0.0", "::", "localhost", "192.168.0.2"])("is refused on %s", async (host) => {
    await expect(startIdentityProvider({ appUrl, host })).rejects.toThrow("127.0.0.1");
  });

  it("accepts each way to write this machine, and makes new secrets each time", async () => {
    const secrets = new Set<string>();
    for (const local of ["http://localhost:3000", "http://127.0.0.1:3000", "http://[::1]:3000"]) {
      const started = await startIdentityProvider({ appUrl: local });
      const { GOOGLE_CLIENT_SECRET, GITHUB_SECRET } = started.environment;
      for (const secret of [GOOGLE_CLIENT_SECRET, GITHUB_SECRET, started.control.key]) secrets.add(secret);
      await started.close();
    }
    expect(secrets.size).toBe(9);
    for (const secret of secrets) expect(Buffer.from(secret, "base64url")).toHaveLength(32);
  });

  it("ends at once, also while an answer is being kept back", async () => {
    const started = await startIdentityProvider({ appUrl });
    started.control.queue({ provider: "github", persona: "slow" });
    const { GITHUB_ID, GITHUB_SECRET } = started.environment;
    const { url } = await createProviderBrowser().open(
      `${started.githubUrl}/login/oauth/authorize?client_id=${GITHUB_ID}`,
    );
    const code = url.searchParams.get("code") ?? "";
    const body = new URLSearchParams({ client_id: GITHUB_ID, client_secret: GITHUB_SECRET, code });
    const exchange = fetch(`${started.githubUrl}/login/oauth/access_token`, { method: "POST", body });
    const outcome = expect(exchange).rejects.toThrow();
    await expect.poll(() => started.control.seen().some(({ step }) => step === "token")).toBe(true);
    await started.close();
    await outcome;
  });

  it("answers under its own address alone", async () => {
    const status = await new Promise((resolve, reject) => {
      const headers = { host: `evil.example:${provider.port}` };
      const asked = request({ host: "127.0.0.1", port: provider.port, path: "/google/jwks", headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      asked.once("error", reject).end();
    });
    expect(status).toBe(421);
  });
});

describe.each([
  ["Google", googleAuthorization],
  ["GitHub", githubAuthorization],
])("the picker of %s", (name, authorization) => {
  it("says whom it plays and that it is local, and offers everybody without a script", async () => {
    const { response } = await createProviderBrowser().open(authorization());
    const page = (await response?.text()) ?? "";
    expect(page).toContain(`this is not ${name}`);
    for (const persona of [...personas, "described"]) expect(page).toContain(`value="${persona}"`);
    expect(page).not.toMatch(/<script|javascript:|https?:\/\/(?!localhost:3999)/);
    const policy = response?.headers.get("content-security-policy");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`form-action 'self' ${appUrl}`);
  });

  it("goes on with whoever is picked, once", async () => {
    const browser = createProviderBrowser();
    const { url } = await browser.open(authorization());
    const back = await browser.post(url, { persona: "verified" });
    expect(back.url.href.startsWith(`${appUrl}/api/auth/callback/${name.toLowerCase()}?`)).toBe(true);
    expect(back.url.searchParams.get("code")).toBeTruthy();
    expect((await browser.post(url, { persona: "verified" })).url.origin).not.toBe(appUrl);
  });

  it("asks again where nobody is named, or an address is missing", async () => {
    const browser = createProviderBrowser();
    const { url } = await browser.open(authorization());
    for (const persona of ["", "constructor", "same-address", "described"]) {
      const { response } = await browser.post(url, { persona, email: " " });
      expect(response?.status).toBe(400);
    }
    expect((await browser.post(url, { persona: "described", email: "a@example.com" })).url.origin).toBe(appUrl);
  });
});

describe("the control of the local identity provider", () => {
  async function control(init: RequestInit, key = provider.control.key) {
    return await fetch(provider.control.url, { ...init, headers: { authorization: `Bearer ${key}` } });
  }

  it("obeys nobody without its key", async () => {
    const order = JSON.stringify({ provider: "github" });
    for (const method of ["GET", "POST", "DELETE"]) {
      const init = method === "POST" ? { method, body: order } : { method };
      expect((await control(init, "wrong")).status).toBe(401);
      expect((await fetch(provider.control.url, init)).status).toBe(401);
    }
    expect((await createProviderBrowser().open(githubAuthorization())).url.origin).not.toBe(appUrl);
  });

  it("queues whom another process names, in order, one for each authorization", async () => {
    for (const persona of ["denies", "verified"])
      expect((await control({ method: "POST", body: JSON.stringify({ provider: "github", persona }) })).status).toBe(
        200,
      );
    const answers = [];
    for (let index = 0; index < 2; index += 1)
      answers.push((await createProviderBrowser().open(githubAuthorization())).url.searchParams);
    expect(answers.map((answer) => answer.has("code"))).toEqual([false, true]);
    expect((await createProviderBrowser().open(githubAuthorization())).url.origin).not.toBe(appUrl);
    const seen = (await (await control({ method: "GET" })).json()) as { details: object }[];
    expect(seen).toHaveLength(3);
    expect(seen[0]).toMatchObject({ provider: "github", step: "authorize", details: { scope: "user:email" } });
  });

  it("forgets what it is told to forget", async () => {
    provider.control.queue({ provider: "google" });
    expect((await control({ method: "DELETE" })).status).toBe(200);
    expect((await createProviderBrowser().open(googleAuthorization())).url.origin).not.toBe(appUrl);
  });

  it.each([
    "",
    "[]",
    "{}",
    '{"provider":"gitlab"}',
    '{"provider":"google","persona":"toString"}',
    '{"provider":"google","fault":"user-500"}',
    '{"provider":"github","fault":"id-token-expired"}',
    '{"provider":"github","person":{"nickname":"x"}}',
    '{"provider":"github","delayMs":-1}',
  ])("refuses an order that makes no sense: %s", async (body) => {
    expect((await control({ method: "POST", body })).status).toBe(400);
  });
});
