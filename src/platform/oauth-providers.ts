import { z } from "zod";
import type { ProviderProfile } from "@/features/linked-accounts/identity";
import { fetchWhole } from "./fetch-whole";

/** How long a provider may take for one answer, of three at most, before the person is told that it does not work now. */
export const providerTimeoutMs = 3_000;

/** Far above any profile, or list of a person's addresses. */
const profileMaxBytes = 1024 * 1024;

export type OAuthProvider = {
  /** In URLs and in the database. */
  id: string;
  /** What people call it. */
  name: string;
  /** The two environment variables of its client: both or neither. */
  keyNames: readonly [id: string, secret: string];
  /** The variable by which local mode puts its own identity provider in this one's place. */
  localUrlName: string;
  scope: string;
  /**
   * The issuer, which an answer must name where it names one, so that one provider's answer cannot pass as another's. With OpenID
   * Connect its discovery document says the rest and its id_token is the profile; without, the two addresses are given.
   */
  endpoints: (localUrl: string | undefined) => { issuer: string; oauth?: { authorization: string; token: string } };
  /** Without OpenID Connect, how to ask who the person is. */
  fetchProfile?: (accessToken: string, localUrl: string | undefined) => Promise<Record<string, unknown>>;
  readProfile: (profile: Record<string, unknown>) => ProviderProfile;
};

const google: OAuthProvider = {
  id: "google",
  name: "Google",
  keyNames: ["GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET"],
  localUrlName: "LATCHKEY_LOCAL_GOOGLE_ISSUER",
  scope: "openid email profile",
  endpoints: (localUrl) => ({ issuer: localUrl ?? "https://accounts.google.com" }),
  readProfile: ({ sub, email, email_verified, name }) => ({ subject: sub, email, emailVerified: email_verified, name }),
};

const github: OAuthProvider = {
  id: "github",
  name: "GitHub",
  keyNames: ["GITHUB_ID", "GITHUB_SECRET"],
  localUrlName: "LATCHKEY_LOCAL_GITHUB_URL",
  scope: "user:email",
  endpoints: (localUrl = "https://github.com") => ({
    issuer: `${localUrl}/login/oauth`,
    oauth: { authorization: `${localUrl}/login/oauth/authorize`, token: `${localUrl}/login/oauth/access_token` },
  }),
  fetchProfile: fetchGithubProfile,
  readProfile: ({ id, login, name, emails }) => {
    const primary = z
      .array(githubEmailSchema)
      .catch([])
      .parse(emails)
      .find((entry) => entry.primary);
    return { subject: id, login, name, email: primary?.email, emailVerified: primary?.verified };
  },
};

/** Every provider the app knows. A further one is one more entry here; it shows on the pages when its two variables are set. */
export const oauthProviders: readonly OAuthProvider[] = [google, github];

const githubEmailSchema = z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() });

/** GitHub's profile shows a public address that nobody verified; what counts is its list of addresses. */
async function fetchGithubProfile(accessToken: string, localUrl = "https://api.github.com") {
  const ask = async (path: string): Promise<unknown> => {
    const { status, bytes } = await fetchWhole(`${localUrl}${path}`, {
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${accessToken}`,
        "user-agent": "latchkey",
      },
      redirect: "error",
      deadlineMs: providerTimeoutMs,
      maxBytes: profileMaxBytes,
    });
    if (status !== 200) throw new Error(`GitHub answered ${status}`);
    return JSON.parse(bytes.toString("utf8"));
  };
  const [user, emails] = await Promise.all([ask("/user"), ask("/user/emails")]);
  return { ...z.record(z.string(), z.unknown()).parse(user), emails };
}
