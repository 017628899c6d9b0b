import type { OAuthConfig, TokenEndpointHandler } from "next-auth/providers/oauth";
import { toIdentity, type Identity } from "@/features/linked-accounts/identity";
import { deadlineAgent } from "@/platform/deadline-agent";
import { env, type ConfiguredProvider } from "@/platform/env";
import { providerTimeoutMs } from "@/platform/oauth-providers";

type RawProfile = Record<string, unknown>;
type ExchangeCode = NonNullable<TokenEndpointHandler["request"]>;

/** Holds a blank, so that no subject of a provider can be equal to it. */
const noSubject = "no subject";

/** NextAuth's form of one of our providers. Each has PKCE and state, and a nonce where there is an id_token to carry it. */
export function oauthConfig({
  provider,
  clientId,
  clientSecret,
  localUrl,
}: ConfiguredProvider): OAuthConfig<RawProfile> {
  const { issuer, oauth } = provider.endpoints(localUrl);
  const { fetchProfile } = provider;
  const common = {
    id: provider.id,
    name: provider.name,
    type: "oauth" as const,
    issuer,
    clientId,
    clientSecret,
    // NextAuth's client ends no answer that has begun.
    httpOptions: { timeout: providerTimeoutMs, agent: deadlineAgent(issuer, providerTimeoutMs) },
    profile: (profile: RawProfile) => ({
      id:
        toIdentity({ provider: provider.id, providerName: provider.name }, provider.readProfile(profile))
          ?.providerAccountId ?? noSubject,
    }),
  };
  if (!oauth) {
    return {
      ...common,
      wellKnown: `${issuer}/.well-known/openid-configuration`,
      idToken: true,
      token: { request: exchangeForIdToken },
      checks: ["pkce", "state", "nonce"],
      authorization: { params: { scope: provider.scope } },
    };
  }
  return {
    ...common,
    checks: ["pkce", "state"],
    authorization: { url: oauth.authorization, params: { scope: provider.scope } },
    token: { url: oauth.token, request: exchangeForAccessToken },
    userinfo: {
      request: async ({ tokens }) => (await fetchProfile?.(tokens.access_token ?? "", localUrl)) ?? {},
    },
  };
}

/**
 * NextAuth's own exchange with all its checks, and of the answer only the token that tells who the person is: NextAuth spreads the
 * whole answer over its account, so that fields named `type`, `provider` or `providerAccountId` would go past our admission.
 */
const exchangeForIdToken: ExchangeCode = async ({ client, params, checks, provider }) => {
  const { id_token: idToken } = await client.callback(provider.callbackUrl, params, checks);
  if (idToken === undefined) throw new Error("the provider sent no id_token");
  return { tokens: { id_token: idToken } };
};

const exchangeForAccessToken: ExchangeCode = async ({ client, params, checks, provider }) => {
  const { access_token: accessToken } = await client.oauthCallback(provider.callbackUrl, params, checks);
  if (accessToken === undefined) throw new Error("the provider sent no access token");
  return { tokens: { access_token: accessToken } };
};

/** The person that a provider's answer describes; null where it cannot be used. */
export function identityOf(providerId: string, profile: RawProfile): Identity | null {
  const configured = env().providers.find(({ provider }) => provider.id === providerId);
  if (!configured) return null;
  const { id, name, readProfile } = configured.provider;
  return toIdentity({ provider: id, providerName: name }, readProfile(profile));
}
