type ProviderName = "google" | "github";
type OAuthClient = { clientId: string; clientSecret: string };

export type PersonaKey =
  "verified" | "unverified" | "no-email" | "same-address" | "hostile" | "denies" | "slow" | "broken";

export type AnswerFault = "access-denied" | "hostile-error" | "wrong-state" | "missing-state" | "other-issuer";
export type TokenFault =
  "token-500" | "token-truncated" | "token-stalled" | "token-html" | "token-error" | "token-empty";
export type IdTokenFault =
  | "id-token-missing"
  | "id-token-wrong-audience"
  | "id-token-wrong-issuer"
  | "id-token-wrong-nonce"
  | "id-token-missing-nonce"
  | "id-token-expired"
  | "id-token-unsigned"
  | "id-token-other-key"
  | "id-token-hmac";
export type ProfileFault =
  | "token-without-scope"
  | "user-500"
  | "user-truncated"
  | "user-stalled"
  | "user-without-id"
  | "emails-500"
  | "emails-truncated";

export type Person = {
  /** Google's `sub`. */
  subject: string;
  /** GitHub's number. */
  id: number;
  /** GitHub's user name. */
  login: string;
  name: string | null;
  email: string | null;
  emailVerified: boolean;
  picture: string | null;
  /** What the token endpoint adds to its answer. */
  tokenFields: Record<string, unknown>;
  /** What GitHub's profile shows as the public address. */
  publicEmail: string | null;
  /** GitHub's list of addresses, in the place of the usual one. */
  emails: { email: string; primary: boolean; verified: boolean }[];
};

type OrderOf<Provider extends ProviderName, Fault> = {
  provider: Provider;
  /** `verified` where nothing is said. */
  persona?: PersonaKey;
  /** What is different from the persona. */
  person?: Partial<Person>;
  fault?: AnswerFault | TokenFault | Fault;
  /** Before the token endpoint answers. */
  delayMs?: number;
};

export type Order = OrderOf<"google", IdTokenFault> | OrderOf<"github", ProfileFault>;

export type SeenStep = {
  provider: ProviderName;
  step: "authorize" | "token" | "user" | "emails";
  /** The request's parameters; of the token step, what was answered, tokens included. */
  details: Record<string, unknown>;
};

export type IdentityProvider = {
  port: number;
  /** Discovery is at `<googleIssuer>/.well-known/openid-configuration`. */
  googleIssuer: string;
  /** `<githubUrl>/login/oauth/authorize`, `/login/oauth/access_token`, `/user` and `/user/emails`. */
  githubUrl: string;
  /** What the app has to be told. */
  environment: {
    GOOGLE_CLIENT_ID: string;
    GOOGLE_CLIENT_SECRET: string;
    GITHUB_ID: string;
    GITHUB_SECRET: string;
    LATCHKEY_LOCAL_GOOGLE_ISSUER: string;
    LATCHKEY_LOCAL_GITHUB_URL: string;
  };
  control: {
    /** For another process: `POST` an order, `GET` the steps, `DELETE` both, with `Authorization: Bearer <key>`. */
    url: string;
    key: string;
    /** The next authorization at this provider goes through without the picker. Throws on an order that makes no sense. */
    queue: (order: Order) => void;
    clear: () => void;
    /** The steps that the provider saw, the oldest first. */
    seen: () => SeenStep[];
  };
  close: () => Promise<void>;
};

/**
 * Starts the provider that plays Google and GitHub. Throws a `NotLocalError` where the app's URL is not local, or where `NODE_ENV`
 * or `LATCHKEY_MODE` says production.
 */
export function startIdentityProvider(options: {
  appUrl: string;
  /** `127.0.0.1`, or `::1`. */
  host?: string;
  /** 0 takes a free one. */
  port?: number;
  /** Random where they are left out. */
  google?: OAuthClient;
  github?: OAuthClient;
  /** Random where it is left out. */
  controlKey?: string;
  log?: (line: string) => void;
  /** Epoch milliseconds; ages GitHub's codes and tokens. */
  now?: () => number;
  /** Where production would be named. */
  processEnv?: Readonly<Record<string, string | undefined>>;
}): Promise<IdentityProvider>;
