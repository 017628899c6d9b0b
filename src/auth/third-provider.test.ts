import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { NextApiRequest, NextApiResponse } from "next";
import { NextRequest } from "next/server";
import NextAuth, { type AuthOptions } from "next-auth";
import ts from "typescript";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { admitIdentity } from "@/features/linked-accounts/admit-identity";
import type { OAuthProvider } from "@/platform/oauth-providers";
import { createTestDeps } from "../../tests/support/deps";
import { createProviderBrowser } from "../../tests/support/provider-browser";
import { startGitlab } from "../../tests/support/provider-gitlab";

const appUrl = "http://localhost:3000";
const client = { clientId: "gitlab-client", clientSecret: "a-secret-of-the-gitlab-client" };
const secret = "q7Zk9mX2pL4sT8wZ1yB6nC3dF5gH0jKr";

const environment = (issuer: string) => ({
  LATCHKEY_MODE: "local",
  NEXTAUTH_URL: appUrl,
  DATABASE_URL: "postgresql://app@127.0.0.1:1/app",
  JWT_SECRET: "J8wZ1yB6nC3dF5gH0jKrq7Zk9mX2pL4sT",
  NEXTAUTH_SECRET: secret,
  EMAIL_FROM: "Latchkey <accounts@example.com>",
  GITLAB_ID: client.clientId,
  GITLAB_SECRET: client.clientSecret,
  LATCHKEY_LOCAL_GITLAB_ISSUER: issuer,
});

/** The entry that the guide tells a developer to add. */
async function documentedEntry(): Promise<OAuthProvider> {
  const guide = await readFile(path.resolve("docs/guide/sign-in-with-providers.md"), "utf8");
  const [, block = ""] = /```ts\n(const gitlab[\s\S]*?)```/.exec(guide) ?? [];
  const { outputText } = ts.transpileModule(`${block}\nexport { gitlab };`, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
  });
  const url = `data:text/javascript,${encodeURIComponent(outputText)}`;
  const { gitlab } = (await import(/* @vite-ignore */ url)) as { gitlab: OAuthProvider };
  return gitlab;
}

let gitlab: Awaited<ReturnType<typeof startGitlab>>;
let entry: OAuthProvider;
beforeAll(async () => {
  gitlab = await startGitlab({ client, redirectUri: `${appUrl}/api/auth/callback/gitlab` });
  for (const [name, value] of Object.entries(environment(gitlab.issuer))) vi.stubEnv(name, value);
  entry = await documentedEntry();
  // All that a developer does; the modules that read the list are loaded afterwards, as they are when the app starts.
  vi.resetModules();
  const { oauthProviders } = await import("@/platform/oauth-providers");
  (oauthProviders as OAuthProvider[]).push(entry);
});
afterAll(async () => {
  vi.resetModules();
  vi.unstubAllEnvs();
  await gitlab.close();
});

it("is configured by its two variables, both or neither, and its local address by local mode alone", async () => {
  const { parseEnv } = await import("@/platform/env");
  const good = environment(gitlab.issuer);
  expect(parseEnv(good).providers.map(({ provider }) => provider.name)).toEqual(["GitLab"]);
  expect(() => parseEnv({ ...good, GITLAB_SECRET: "" })).toThrow("GITLAB_ID and GITLAB_SECRET go together");
  expect(() => parseEnv({ ...good, LATCHKEY_MODE: "production" })).toThrow("LATCHKEY_LOCAL_GITLAB_ISSUER");
});

it("may be the target of the sign-in page's forms, and of no other page's", async () => {
  const { proxy } = await import("@/proxy");
  const policyOf = async (page: string) =>
    (await proxy(new NextRequest(appUrl + page))).headers.get("content-security-policy") ?? "";
  const { origin } = new URL(gitlab.issuer);
  expect(await policyOf("/signin")).toContain(`form-action 'self' ${origin};`);
  expect(await policyOf("/dashboard")).not.toContain(origin);
});

it("signs a new person in by NextAuth's own round trip, with PKCE, state and nonce", async () => {
  const { env } = await import("@/platform/env");
  const { identityOf, oauthConfig } = await import("@/auth/oauth-config");
  const profiles: object[] = [];
  const options: AuthOptions = {
    secret,
    session: { strategy: "jwt" },
    providers: env().providers.map(oauthConfig),
    callbacks: {
      signIn: ({ profile }) => {
        profiles.push({ ...profile });
        return true;
      },
    },
  };
  const jar = new Map<string, string>();
  const csrfToken = "0f".repeat(32);
  const hash = createHash("sha256")
    .update(csrfToken + secret)
    .digest("hex");
  jar.set("next-auth.csrf-token", `${csrfToken}|${hash}`);
  const left = await callNextAuth(options, jar, { action: "signin", body: { csrfToken, callbackUrl: appUrl } });
  expect(Object.fromEntries(new URL(left).searchParams)).toMatchObject({
    scope: entry.scope,
    code_challenge_method: "S256",
  });
  expect([...jar.keys()].sort()).toEqual(
    expect.arrayContaining(["next-auth.nonce", "next-auth.pkce.code_verifier", "next-auth.state"]),
  );
  const { url } = await createProviderBrowser().open(left);
  expect(url.pathname).toBe("/api/auth/callback/gitlab");
  const query = Object.fromEntries(url.searchParams);
  expect(await callNextAuth(options, jar, { action: "callback", query })).toBe(appUrl);

  const identity = identityOf("gitlab", { ...profiles[0] });
  expect(identity).toMatchObject({ provider: "gitlab", providerName: "GitLab", name: gitlab.person.name });
  if (!identity) throw new Error("no identity");
  const deps = createTestDeps();
  expect(await admitIdentity(deps, identity, null)).toMatchObject({ ok: true, how: "signed_up" });
  expect(await deps.db.account.findMany({ select: { provider: true, providerAccountId: true } })).toEqual([
    { provider: "gitlab", providerAccountId: gitlab.person.subject },
  ]);
});

type Call = { action: string; body?: Record<string, string>; query?: Record<string, string> };

/** Calls NextAuth as a page of Next's does, and answers where it sends the browser. */
async function callNextAuth(
  options: AuthOptions,
  jar: Map<string, string>,
  { action, body, query }: Call,
): Promise<string> {
  let location = "";
  const headers = new Map<string, string | string[]>();
  const response = {
    status: () => response,
    getHeader: (name: string) => headers.get(name.toLowerCase()),
    setHeader: (name: string, value: string | string[]) => {
      headers.set(name.toLowerCase(), value);
      return response;
    },
    json: ({ url }: { url?: string }) => (location = url ?? ""),
    send: () => undefined,
    end: () => (location = [headers.get("location") ?? ""].flat().join()),
  };
  const request = {
    method: body ? "POST" : "GET",
    query: { nextauth: [action, "gitlab"], ...query },
    cookies: Object.fromEntries(jar),
    headers: { host: new URL(appUrl).host },
    body: body && { ...body, json: "true" },
  };
  await NextAuth(request as unknown as NextApiRequest, response as unknown as NextApiResponse, options);
  for (const header of [headers.get("set-cookie") ?? []].flat()) {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
    jar.set(name, decodeURIComponent(value));
  }
  return location;
}
