import { createHash, randomBytes } from "node:crypto";
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createProviderBrowser } from "../../../tests/support/provider-browser";
import { startIdentityProvider, type IdentityProvider, type IdTokenFault, type Order } from "./identity-provider.mjs";

const appUrl = "http://localhost:3999";
const redirectUri = `${appUrl}/api/auth/callback/google`;

let provider: IdentityProvider;
const endpointNames = ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "issuer"] as const;
let endpoints: Record<(typeof endpointNames)[number], string>;

async function start() {
  provider = await startIdentityProvider({ appUrl });
  const discovery = await fetch(`${provider.googleIssuer}/.well-known/openid-configuration`);
  endpoints = (await discovery.json()) as typeof endpoints;
}

beforeAll(start);

afterAll(() => provider.close());
beforeEach(() => provider.control.clear());

type Attempt = { verifier: string; state: string; nonce: string; url: URL };

function newAttempt(changes: Record<string, string | null> = {}): Attempt {
  const [verifier, state, nonce] = [random(), random(), random()];
  const params: Record<string, string | null> = {
    client_id: provider.environment.GOOGLE_CLIENT_ID,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: "openid email profile",
    state,
    nonce,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    ...changes,
  };
  const url = new URL(endpoints.authorization_endpoint);
  for (const [name, value] of Object.entries(params)) if (value !== null) url.searchParams.set(name, value);
  return { verifier, state, nonce, url };
}

function random(): string {
  return randomBytes(32).toString("base64url");
}

async function authorize(order: Omit<Order, "provider">, attempt = newAttempt()) {
  provider.control.queue({ ...order, provider: "google" } as Order);
  const { url: answer } = await createProviderBrowser().open(attempt.url);
  return { ...attempt, answer: answer.searchParams, code: answer.searchParams.get("code") ?? "" };
}

async function exchange(code: string, verifier: string | null, secret = provider.environment.GOOGLE_CLIENT_SECRET) {
  const basic = Buffer.from(`${provider.environment.GOOGLE_CLIENT_ID}:${secret}`).toString("base64");
  const fields = { grant_type: "authorization_code", code, redirect_uri: redirectUri };
  return await fetch(endpoints.token_endpoint, {
    method: "POST",
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams(verifier === null ? fields : { ...fields, code_verifier: verifier }),
  });
}

/** What a client that checks everything learns. */
async function claimsOf(idToken: string, nonce: string) {
  const keys = createLocalJWKSet((await (await fetch(endpoints.jwks_uri)).json()) as JSONWebKeySet);
  const { payload } = await jwtVerify(idToken, keys, {
    issuer: provider.googleIssuer,
    audience: provider.environment.GOOGLE_CLIENT_ID,
    algorithms: ["RS256"],
  });
  if (payload["nonce"] !== nonce) throw new Error("the nonce is another's");
  return payload;
}

async function signIn(order: Omit<Order, "provider">) {
  const { code, verifier, nonce } = await authorize(order);
  const answer = (await (await exchange(code, verifier)).json()) as Record<string, unknown>;
  return { answer, claims: await claimsOf(String(answer["id_token"]), nonce) };
}

describe("Google, played locally", () => {
  it("announces itself as one issuer at all its endpoints", () => {
    expect(endpoints.issuer).toBe(provider.googleIssuer);
    for (const name of endpointNames) expect(endpoints[name].startsWith(provider.googleIssuer)).toBe(true);
  });

  it("vouches for a verified person, with state, nonce and issuer in place", async () => {
    const { answer, state, code, verifier, nonce } = await authorize({});
    expect(answer.get("state")).toBe(state);
    expect(answer.get("iss")).toBe(provider.googleIssuer);
    const tokens = (await (await exchange(code, verifier)).json()) as Record<string, string>;
    expect(await claimsOf(tokens["id_token"] ?? "", nonce)).toMatchObject({
      sub: "100000000000000000001",
      email: "vera.verified@example.com",
      email_verified: true,
      name: "Vera Verified",
      picture: `http://127.0.0.1:${provider.port}/picture.svg`,
    });
    const userinfo = await fetch(endpoints.userinfo_endpoint, {
      headers: { authorization: `Bearer ${tokens["access_token"]}` },
    });
    expect(await userinfo.json()).toMatchObject({ sub: "100000000000000000001", email_verified: true });
  });

  it("says of an unverified address that it is unverified", async () => {
    const { claims } = await signIn({ persona: "unverified" });
    expect(claims).toMatchObject({ email: "uma.unverified@example.com", email_verified: false });
  });

  it("tells no address of a person without one", async () => {
    const { claims } = await signIn({ persona: "no-email" });
    expect(claims).toMatchObject({ sub: "100000000000000000003", name: "Noel Silent" });
    expect(claims).not.toHaveProperty("email");
    expect(claims).not.toHaveProperty("email_verified");
  });

  it("tells only what the scopes ask for", async () => {
    const { code, verifier, nonce } = await authorize({}, newAttempt({ scope: "openid" }));
    const { id_token } = (await (await exchange(code, verifier)).json()) as { id_token: string };
    const claims = await claimsOf(id_token, nonce);
    expect(claims).not.toHaveProperty("email");
    expect(claims).not.toHaveProperty("name");
  });

  it("vouches for any address under its own subject, the same each time", async () => {
    const [first, second, other] = [
      await signIn({ persona: "same-address", person: { email: "owner@example.com" } }),
      await signIn({ persona: "same-address", person: { email: "owner@example.com" } }),
      await signIn({ persona: "same-address", person: { email: "other@example.com" } }),
    ];
    expect(first.claims).toMatchObject({ email: "owner@example.com", email_verified: true });
    expect(second.claims.sub).toBe(first.claims.sub);
    expect(other.claims.sub).not.toBe(first.claims.sub);
  });

  it("has a profile that tries everything", async () => {
    const { claims, answer } = await signIn({ persona: "hostile" });
    const name = String(claims["name"]);
    expect(name.length).toBe(10 * 1024);
    expect(name).toContain("<script>");
    expect(claims["picture"]).toMatch(/^javascript:/);
    expect(claims.sub).toContain(":");
    expect(answer).toMatchObject({ refresh_token_expires_in: 15_811_200, "not-before-policy": 0 });
  });

  it("answers access_denied for a person who declines", async () => {
    const { answer, state } = await authorize({ persona: "denies" });
    expect(answer.get("error")).toBe("access_denied");
    expect(answer.get("state")).toBe(state);
    expect(answer.has("code")).toBe(false);
  });

  it("takes as long as it is told before it gives tokens", async () => {
    const { code, verifier } = await authorize({ persona: "slow", delayMs: 150 });
    const startedAt = performance.now();
    expect((await exchange(code, verifier)).status).toBe(200);
    expect(performance.now() - startedAt).toBeGreaterThan(140);
  });

  it("ends without a word while an answer is being kept back", async () => {
    const { code, verifier } = await authorize({ persona: "slow" });
    const outcome = expect(exchange(code, verifier)).rejects.toThrow();
    await expect.poll(() => provider.control.seen().some(({ step }) => step === "token")).toBe(true);
    await provider.close();
    await outcome;
    await start();
  });

  it("forgets whoever signed in before", async () => {
    const browser = createProviderBrowser();
    provider.control.queue({ provider: "google" });
    expect((await browser.open(newAttempt().url)).url.origin).toBe(appUrl);
    const second = await browser.open(newAttempt().url);
    expect(second.url.origin).toBe(new URL(provider.googleIssuer).origin);
    const third = await browser.post(second.url, { persona: "unverified" });
    expect(third.url.searchParams.get("code")).toBeTruthy();
  });

  it("asks as well where the app asks for an account or a fresh sign-in, and refuses to go on in silence", async () => {
    const attempt = newAttempt({ prompt: "select_account consent", max_age: "0" });
    const { code, verifier, nonce } = await authorize({}, attempt);
    const { id_token } = (await (await exchange(code, verifier)).json()) as { id_token: string };
    expect((await claimsOf(id_token, nonce))["auth_time"]).toBeTypeOf("number");
    const silent = await createProviderBrowser().open(newAttempt({ prompt: "none" }).url);
    expect(silent.url.searchParams.get("error")).toBe("login_required");
  });
});

describe("Google's own checks", () => {
  it("refuses an authorization without PKCE, or with a plain challenge", async () => {
    const bare = await createProviderBrowser().open(
      newAttempt({ code_challenge: null, code_challenge_method: null }).url,
    );
    expect(bare.url.searchParams.get("error")).toBe("invalid_request");
    const plain = await createProviderBrowser().open(newAttempt({ code_challenge_method: "plain" }).url);
    expect(plain.url.searchParams.get("error")).toBe("invalid_request");
  });

  it("refuses a code without its verifier, or with another one", async () => {
    for (const verifier of [null, random()]) {
      const response = await exchange((await authorize({})).code, verifier);
      expect([response.status, await response.json()]).toMatchObject([400, { error: "invalid_grant" }]);
    }
  });

  it("refuses a code the second time, also of two at once", async () => {
    const { code, verifier } = await authorize({});
    const statuses = await Promise.all([exchange(code, verifier), exchange(code, verifier)]);
    expect(statuses.map(({ status }) => status).sort()).toEqual([200, 400]);
    expect((await exchange(code, verifier)).status).toBe(400);
  });

  it("refuses a wrong client secret", async () => {
    const { code, verifier } = await authorize({});
    expect((await exchange(code, verifier, "wrong")).status).toBe(401);
  });

  it("sends nobody to an address that is not registered", async () => {
    const { response } = await createProviderBrowser().open(newAttempt({ redirect_uri: `${appUrl}/elsewhere` }).url);
    expect(response?.status).toBe(400);
    expect(response?.headers.get("content-type")).toContain("text/plain");
  });
});

describe("Google's faults", () => {
  const forgeries = [
    "id-token-wrong-audience",
    "id-token-wrong-issuer",
    "id-token-wrong-nonce",
    "id-token-missing-nonce",
    "id-token-expired",
    "id-token-unsigned",
    "id-token-other-key",
    "id-token-hmac",
  ] satisfies IdTokenFault[];

  it.each(forgeries)("makes an id_token that a checking client refuses: %s", async (fault) => {
    const { code, verifier, nonce } = await authorize({ fault });
    const { id_token } = (await (await exchange(code, verifier)).json()) as { id_token: string };
    expect(id_token.split(".")).toHaveLength(3);
    await expect(claimsOf(id_token, nonce)).rejects.toThrow();
  });

  it("leaves the id_token out", async () => {
    const { code, verifier } = await authorize({ fault: "id-token-missing" });
    const tokens: unknown = await (await exchange(code, verifier)).json();
    expect(tokens).toHaveProperty("access_token");
    expect(tokens).not.toHaveProperty("id_token");
  });

  it("breaks the token endpoint", async () => {
    const broken = await authorize({ persona: "broken" });
    expect((await exchange(broken.code, broken.verifier)).status).toBe(500);
    const truncated = await authorize({ fault: "token-truncated" });
    await expect((await exchange(truncated.code, truncated.verifier)).json()).rejects.toThrow(SyntaxError);
    const page = await authorize({ fault: "token-html" });
    expect(await (await exchange(page.code, page.verifier)).text()).toContain("<h1>");
    const empty = await authorize({ fault: "token-empty" });
    expect(await (await exchange(empty.code, empty.verifier)).json()).toEqual({});
    const refused = await authorize({ fault: "token-error" });
    const answer = await exchange(refused.code, refused.verifier);
    expect([answer.status, await answer.json()]).toMatchObject([400, { error: "invalid_grant" }]);
  });

  it("spoils the answer to the browser", async () => {
    const wrong = await authorize({ fault: "wrong-state" });
    expect(wrong.answer.get("state")).not.toBe(wrong.state);
    expect((await authorize({ fault: "missing-state" })).answer.has("state")).toBe(false);
    expect((await authorize({ fault: "other-issuer" })).answer.get("iss")).not.toBe(provider.googleIssuer);
    const hostile = (await authorize({ fault: "hostile-error" })).answer;
    expect(hostile.get("error_description")).toContain("<script>");
    expect(hostile.has("code")).toBe(false);
  });
});
