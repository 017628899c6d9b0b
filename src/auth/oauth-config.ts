import type { OAuthConfig } from "next-auth/providers/oauth";
import { toIdentity, type Identity } from "@/features/linked-accounts/identity";
import { env, type ConfiguredProvider } from "@/platform/env";
import { providerTimeoutMs } from "@/platform/oauth-providers";

type RawProfile = Record<string, unknown>;

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
    httpOptions: { timeout: providerTimeoutMs },
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
      checks: ["pkce", "state", "nonce"],
      authorization: { params: { scope: provider.scope } },
    };
  }
  return {
    ...common,
    checks: ["pkce", "state"],
    authorization: { url: oauth.authorization, params: { scope: provider.scope } },
    token: { url: oauth.token },
    userinfo: {
      request: async ({ tokens }) => (await fetchProfile?.(tokens.access_token ?? "", localUrl)) ?? {},
    },
  };
}

/** The person that a provider's answer describes; null where it cannot be used. */
export function identityOf(providerId: string, profile: RawProfile): Identity | null {
  const configured = env().providers.find(({ provider }) => provider.id === providerId);
  if (!configured) return null;
  const { id, name, readProfile } = configured.provider;
  return toIdentity({ provider: id, providerName: name }, readProfile(profile));
}
