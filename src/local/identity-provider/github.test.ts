import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createProviderBrowser } from "../../../tests/support/provider-browser";
import { startIdentityProvider, type IdentityProvider, type Order } from "./identity-provider.mjs";

const appUrl = "http://localhost:3999";
const redirectUri = `${appUrl}/api/auth/callback/github`;
const minuteMs = 60_000;

let provider: IdentityProvider;
let nowMs = Date.parse("2026-03-01T12:00:00Z");

beforeAll(async () => {
  provider = await startIdentityProvider({ appUrl, now: () => nowMs });
});

afterAll(() => provider.close());
beforeEach(() => provider.control.clear());

function authorizationUrl(changes: Record<string, string | null> = {}): URL {
  const params: Record<string, string | null> = {
    client_id: provider.environment.GITHUB_ID,
    redirect_uri: redirectUri,
    scope: "user:email",
    state: "a-state",
    ...changes,
  };
  const url = new URL(`${provider.githubUrl}/login/oauth/authorize`);
  for (const [name, value] of Object.entries(params)) if (value !== null) url.searchParams.set(name, value);
  return url;
}

async function authorize(order: Omit<Order, "provider"> = {}, changes: Record<string, string | null> = {}) {
  provider.control.queue({ ...order, provider: "github" } as Order);
  const { url } = await createProviderBrowser().open(authorizationUrl(changes));
  return url.searchParams;
}

type ExchangeOptions = { accept?: string; fields?: Record<string, string>; secret?: string };

async function exchange(code: string | null, { accept = "application/json", fields, secret }: ExchangeOptions = {}) {
  return await fetch(`${provider.githubUrl}/login/oauth/access_token`, {
    method: "POST",
    headers: { accept },
    body: new URLSearchParams({
      client_id: provider.environment.GITHUB_ID,
      client_secret: secret ?? provider.environment.GITHUB_SECRET,
      code: code ?? "",
      ...fields,
    }),
  });
}

async function signIn(order: Omit<Order, "provider"> = {}, changes: Record<string, string | null> = {}) {
  const code = (await authorize(order, changes)).get("code");
  const tokens = (await (await exchange(code)).json()) as Record<string, unknown>;
  return { tokens, user: await get("/user", tokens), emails: await get("/user/emails", tokens) };
}

async function get(path: string, tokens: Record<string, unknown>) {
  const authorization = `Bearer ${String(tokens["access_token"])}`;
  return await fetch(provider.githubUrl + path, { headers: { authorization } });
}

describe("GitHub, played locally", () => {
  it("tells a person by a number, keeps the public address empty and lists the verified ones", async () => {
    const { tokens, user, emails } = await signIn();
    const { access_token: accessToken, ...rest } = tokens;
    expect(accessToken).toMatch(/^gho_[A-Za-z0-9]{36}$/);
    expect(rest).toEqual({ token_type: "bearer", scope: "user:email" });
    expect(user.headers.get("x-oauth-scopes")).toBe("user:email");
    expect(await user.json()).toMatchObject({
      id: 1_000_001,
      login: "vera-verified",
      name: "Vera Verified",
      email: null,
    });
    expect(await emails.json()).toMatchObject([
      { email: "1000001+vera-verified@users.noreply.github.com", primary: false, verified: true },
      { email: "vera.verified@example.com", primary: true, verified: true },
    ]);
  });

  it("shows an unverified address as public and as primary, and says in the list that it is unverified", async () => {
    const { user, emails } = await signIn({ persona: "unverified" });
    expect(await user.json()).toMatchObject({ email: "uma.unverified@example.com" });
    expect(await emails.json()).toEqual([
      { email: "uma.unverified@example.com", primary: true, verified: false, visibility: "private" },
    ]);
  });

  it("lists nothing for a person without an address", async () => {
    const { user, emails } = await signIn({ persona: "no-email" });
    expect(await user.json()).toMatchObject({ id: 1_000_003, email: null });
    expect(await emails.json()).toEqual([]);
  });

  it("vouches for any address under its own number, the same each time", async () => {
    const numbers = [];
    for (const email of ["owner@example.com", "owner@example.com", "other@example.com"]) {
      const { user } = await signIn({ persona: "same-address", person: { email } });
      numbers.push(((await user.json()) as { id: number }).id);
    }
    expect(numbers[1]).toBe(numbers[0]);
    expect(numbers[2]).not.toBe(numbers[0]);
  });

  it("has a profile that tries everything", async () => {
    const { tokens, user } = await signIn({ persona: "hostile" });
    expect(tokens).toMatchObject({
      refresh_token_expires_in: 15_811_200,
      "not-before-policy": 0,
      token_type: "bearer",
    });
    const profile = (await user.json()) as Record<string, string>;
    expect(profile["name"]).toHaveLength(10 * 1024);
    expect(profile["avatar_url"]).toMatch(/^javascript:/);
  });

  it("shows what a test makes of a person's addresses", async () => {
    const listed = [{ email: "second@example.com", primary: false, verified: true }];
    const { user, emails } = await signIn({ person: { publicEmail: "public@example.com", emails: listed } });
    expect(await user.json()).toMatchObject({ email: "public@example.com" });
    expect(await emails.json()).toMatchObject(listed);
  });

  it("names itself and the state in its answer, and in its refusal", async () => {
    const answer = await authorize();
    expect([answer.get("state"), answer.get("iss")]).toEqual(["a-state", `${provider.githubUrl}/login/oauth`]);
    const denied = await authorize({ persona: "denies" });
    expect(Object.fromEntries(denied)).toMatchObject({
      error: "access_denied",
      error_description: "The user has denied your application access.",
      state: "a-state",
    });
    expect(denied.has("code")).toBe(false);
  });

  it("answers as a form where nothing else is asked for", async () => {
    const response = await exchange((await authorize()).get("code"), { accept: "*/*" });
    expect(response.headers.get("content-type")).toContain("application/x-www-form-urlencoded");
    expect(new URLSearchParams(await response.text()).get("token_type")).toBe("bearer");
  });

  it("takes the client's secret from a header and the rest from JSON as well", async () => {
    const { GITHUB_ID, GITHUB_SECRET } = provider.environment;
    const response = await fetch(`${provider.githubUrl}/login/oauth/access_token`, {
      method: "POST",
      headers: {
        accept: "application/json",
        authorization: `Basic ${Buffer.from(`${GITHUB_ID}:${GITHUB_SECRET}`).toString("base64")}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({ code: (await authorize()).get("code") }),
    });
    expect(await response.json()).toHaveProperty("access_token");
  });
});

describe("GitHub's own checks", () => {
  async function errorOf(response: Response) {
    expect(response.status).toBe(200);
    return ((await response.json()) as { error: string }).error;
  }

  it("refuses a code the second time, also of two at once", async () => {
    const code = (await authorize()).get("code");
    const answers = await Promise.all([exchange(code), exchange(code), exchange(code)]);
    const bodies = await Promise.all(answers.map((answer) => answer.json()));
    expect(bodies.filter((body) => "access_token" in (body as object))).toHaveLength(1);
    expect(await errorOf(await exchange(code))).toBe("bad_verification_code");
  });

  it("refuses a code after ten minutes", async () => {
    const [fresh, stale] = [(await authorize()).get("code"), (await authorize()).get("code")];
    nowMs += 10 * minuteMs - 1;
    expect(await (await exchange(fresh)).json()).toHaveProperty("access_token");
    nowMs += 1;
    expect(await errorOf(await exchange(stale))).toBe("bad_verification_code");
  });

  it("asks for the verifier where the app sent a challenge, and only there", async () => {
    const verifier = randomBytes(32).toString("base64url");
    const challenge = createHash("sha256").update(verifier).digest("base64url");
    const pkce = { code_challenge: challenge, code_challenge_method: "S256" };
    const right = { fields: { code_verifier: verifier } };
    expect(await (await exchange((await authorize({}, pkce)).get("code"), right)).json()).toHaveProperty(
      "access_token",
    );
    expect(await errorOf(await exchange((await authorize({}, pkce)).get("code")))).toBe("bad_verification_code");
    const wrong = { fields: { code_verifier: `${verifier}x` } };
    expect(await errorOf(await exchange((await authorize({}, pkce)).get("code"), wrong))).toBe("bad_verification_code");
    const plain = await createProviderBrowser().open(authorizationUrl({ ...pkce, code_challenge_method: "plain" }));
    expect(plain.url.searchParams.get("error")).toBe("invalid_request");
  });

  it("refuses a wrong secret and another redirect_uri, with status 200", async () => {
    const code = (await authorize()).get("code");
    expect(await errorOf(await exchange(code, { secret: "wrong" }))).toBe("incorrect_client_credentials");
    const elsewhere = { fields: { redirect_uri: `${redirectUri}/below` } };
    expect(await errorOf(await exchange(code, elsewhere))).toBe("redirect_uri_mismatch");
  });

  it("sends nobody to an address beyond the registered one", async () => {
    for (const asked of [`${appUrl}/elsewhere`, `${redirectUri}-evil`, "https://evil.example", "javascript:alert(1)"]) {
      const { url } = await createProviderBrowser().open(authorizationUrl({ redirect_uri: asked }));
      expect(url.href.startsWith(`${redirectUri}?`)).toBe(true);
      expect(url.searchParams.get("error")).toBe("redirect_uri_mismatch");
    }
    const unknown = await createProviderBrowser().open(authorizationUrl({ client_id: "somebody-else" }));
    expect(unknown.response?.status).toBe(404);
  });

  it("shows the profile without a scope, but the addresses only with user:email", async () => {
    const { user, emails } = await signIn({}, { scope: null });
    expect(user.status).toBe(200);
    expect(emails.status).toBe(404);
    expect(emails.headers.get("x-accepted-oauth-scopes")).toBe("user, user:email");
  });

  it("refuses a missing and a made-up token", async () => {
    const missing = await fetch(`${provider.githubUrl}/user`);
    expect([missing.status, await missing.json()]).toMatchObject([401, { message: "Requires authentication" }]);
    const wrong = await get("/user/emails", { access_token: "gho_made-up" });
    expect([wrong.status, await wrong.json()]).toMatchObject([401, { message: "Bad credentials" }]);
  });
});

describe("GitHub's faults", () => {
  it("breaks the token endpoint", async () => {
    const broken = async (order: Omit<Order, "provider">) => await exchange((await authorize(order)).get("code"));
    expect((await broken({ persona: "broken" })).status).toBe(500);
    await expect((await broken({ fault: "token-truncated" })).json()).rejects.toThrow(SyntaxError);
    expect(await (await broken({ fault: "token-empty" })).json()).toEqual({});
    expect(await (await broken({ fault: "token-error" })).json()).toMatchObject({ error: "bad_verification_code" });
  });

  it("breaks what it tells of a person", async () => {
    const person = async (fault: "user-500" | "user-truncated" | "user-without-id") => (await signIn({ fault })).user;
    expect((await person("user-500")).status).toBe(500);
    await expect((await person("user-truncated")).json()).rejects.toThrow(SyntaxError);
    expect(await (await person("user-without-id")).json()).not.toHaveProperty("id");
    expect((await signIn({ fault: "emails-500" })).emails.status).toBe(500);
    await expect((await signIn({ fault: "emails-truncated" })).emails.json()).rejects.toThrow(SyntaxError);
    expect((await signIn({ fault: "token-without-scope" })).emails.status).toBe(404);
  });

  it("spoils the answer to the browser", async () => {
    expect((await authorize({ fault: "wrong-state" })).get("state")).not.toBe("a-state");
    expect((await authorize({ fault: "missing-state" })).has("state")).toBe(false);
    expect((await authorize({ fault: "other-issuer" })).get("iss")).not.toContain(provider.githubUrl);
    expect((await authorize({ fault: "hostile-error" })).get("error_description")).toContain("<script>");
  });
});
