import path from "node:path";
import { z } from "zod";
import type { CaptchaMode } from "@/core/deps";
import { passwordMinLengthDefault, passwordMinLengthFloor } from "@/features/password/policy";
import { sessionIdleMinutesDefault, sessionTtlDays } from "@/features/sessions/policy";
import { breachedPasswordsUrl } from "./breached-passwords";
import { isLoopback, optional, required, unset, urlWith, wholeNumber } from "./env-schemas";
import { oauthProviders, type OAuthProvider } from "./oauth-providers";
import { choosePictureStore, pictureContradictions, type PictureStoreSettings } from "./picture-store-settings";
import { turnstileVerifyUrl } from "./turnstile-captcha";

const secretMinBytes = 32;
const placeholder =
  /^(change[-_ ]?me|secret|password|placeholder|example|your[-_ ].*|replace[-_ ].*|test|todo|x+$|<.*>)/i;

/** One secret, or several with commas between: the first signs, all verify, so that a secret can be replaced with nobody signed out. */
const secrets = required("32 random bytes, such as `openssl rand -base64 32` prints")
  .transform(secretsOf)
  .refine((all) => !all.some((value) => placeholder.test(value)), "is a placeholder")
  .refine(
    (all) => all.every((value) => Buffer.byteLength(value) >= secretMinBytes),
    `is shorter than ${secretMinBytes} bytes`,
  )
  .refine((all) => all.every((value) => new Set(value).size >= 8), "repeats too few characters to be random")
  .refine((all) => new Set(all).size === all.length, "holds the same secret twice");

/** As the provider shows them, several with commas between while one is replaced: any of them verifies. */
const webhookSecrets = z
  .string()
  .transform(secretsOf)
  .refine(
    (all) => all.every((secret) => /^whsec_[A-Za-z0-9+/]{22,}={0,2}$/.test(secret)),
    "is not a webhook's signing secret, which starts with whsec_",
  );

const origin = z
  .string()
  .refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol), "is not an http(s) URL")
  .refine((value) => !URL.canParse(value) || new URL(value).pathname === "/", "must be an origin, without a path")
  .transform((value) => (URL.canParse(value) ? new URL(value).origin : value));

const databaseUrl = <T extends z.ZodType<string>>(schema: T) =>
  schema.refine(
    (value) => URL.canParse(value) && /^postgres(ql)?:$/.test(new URL(value).protocol),
    "is not a postgresql:// URL",
  );

function providerShape<Schema extends z.ZodType>(
  namesOf: (provider: OAuthProvider) => readonly string[],
  schema: Schema,
) {
  return Object.fromEntries(oauthProviders.flatMap(namesOf).map((name) => [name, optional(schema)]));
}

/** Every variable that the app reads, in the order of `.env.example`. */
export const envShape = {
  LATCHKEY_MODE: z.preprocess(unset, z.enum(["local", "production"]).default("production")),
  LATCHKEY_DATA_DIR: z.preprocess(unset, z.string().default(".data")),
  NEXTAUTH_URL: required("the public origin, such as https://app.example.com").pipe(origin),
  NEXT_PUBLIC_APP_URL: optional(origin),
  DATABASE_URL: databaseUrl(required("a postgresql:// URL")),
  DATABASE_DIRECT_URL: z.preprocess(unset, databaseUrl(z.string()).optional()),
  JWT_SECRET: secrets,
  NEXTAUTH_SECRET: secrets,
  ...providerShape((provider) => provider.keyNames, z.string()),
  ...providerShape((provider) => [provider.localUrlName], z.url()),
  RESEND_API_KEY: optional(z.string()),
  RESEND_BASE_URL: optional(origin),
  RESEND_WEBHOOK_SECRET: optional(webhookSecrets),
  SMTP_URL: optional(urlWith(/^smtps?:$/, "an smtps:// or smtp:// URL")),
  EMAIL_FROM: required("the sender, such as Latchkey <accounts@example.com>"),
  EMAIL_DISPOSABLE_DOMAINS: z.preprocess(unset, z.enum(["allow", "refuse"]).default("allow")),
  PASSWORD_MIN_LENGTH: z.preprocess(unset, wholeNumber(passwordMinLengthFloor, 128).default(passwordMinLengthDefault)),
  PASSWORD_BREACH_CHECK: z.preprocess(unset, z.enum(["on", "off"]).default("off")),
  PASSWORD_BREACH_URL: optional(urlWith(/^https?:$/, "an http(s) URL")),
  SESSION_IDLE_MINUTES: z.preprocess(unset, wholeNumber(0, sessionTtlDays * 1440).default(sessionIdleMinutesDefault)),
  AUDIT_RETENTION_DAYS: z.preprocess(unset, wholeNumber(31, 3650).default(365)),
  PICTURES_DIR: optional(z.string().refine((dir) => path.isAbsolute(dir), "is not an absolute path")),
  PICTURES_S3_ENDPOINT: optional(urlWith(/^https?:$/, "an http(s) URL")),
  PICTURES_S3_REGION: optional(z.string()),
  PICTURES_S3_BUCKET: optional(z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "is not a bucket's name")),
  PICTURES_S3_ACCESS_KEY_ID: optional(z.string()),
  PICTURES_S3_SECRET_ACCESS_KEY: optional(z.string()),
  PICTURES_S3_PATH_STYLE: optional(z.enum(["on", "off"])),
  CAPTCHA_MODE: z.preprocess(unset, z.enum(["off", "suspicion", "always"]).default("suspicion")),
  TURNSTILE_SITE_KEY: optional(z.string()),
  TURNSTILE_SECRET_KEY: optional(z.string()),
  TURNSTILE_VERIFY_URL: optional(urlWith(/^https?:$/, "an http(s) URL")),
  UPSTASH_REDIS_REST_URL: optional(urlWith(/^https?:$/, "an http(s) URL")),
  UPSTASH_REDIS_REST_TOKEN: optional(z.string()),
  REDIS_URL: optional(urlWith(/^rediss?:$/, "a redis:// or rediss:// URL")),
  TRUSTED_PROXY_HOPS: z.preprocess(unset, wholeNumber(0, 10).default(0)),
};

const envSchema = z.object(envShape);
type Parsed = z.output<typeof envSchema>;

export type Env = {
  mode: "local" | "production";
  dataDir: string;
  appUrl: string;
  databaseUrl: string;
  /** Where changes of sessions are listened to: past a pooler, for it keeps no connection to listen on. */
  databaseDirectUrl: string;
  /** The first signs and seals, all verify and open. */
  jwtSecrets: readonly string[];
  nextAuthSecrets: readonly [string, ...string[]];
  resend: { apiKey: string; baseUrl: string | undefined } | null;
  /** Any of them verifies what Resend reports; none where no report is taken. */
  resendWebhookSecrets: readonly string[];
  /** Of `resend` and `smtpUrl` production has one. */
  smtpUrl: string | null;
  emailFrom: string;
  /** The providers whose client is configured. */
  providers: readonly ConfiguredProvider[];
  refusesDisposableDomains: boolean;
  passwordMinLength: number;
  /** The range service that is asked whether a new password has leaked, without a trailing slash; null where none is. */
  breachUrl: string | null;
  captchaMode: CaptchaMode;
  /** Null where captchas are proofs of work. */
  turnstile: { siteKey: string; secretKey: string; verifyUrl: string } | null;
  limitStore: LimitStore;
  pictureStore: PictureStoreSettings;
  trustedProxyHops: number;
  /** Null where a session has no idle limit. */
  sessionIdleMinutes: number | null;
  /** How long the audit log keeps an event. Past the thirty days in which the database itself lets nothing go. */
  auditRetentionDays: number;
};

/** Where the limits count what the instances let through together; `memory` is for one instance alone. */
export type LimitStore =
  | { kind: "upstash"; url: string; token: string }
  | { kind: "redis"; url: string }
  | { kind: "postgres" }
  | { kind: "memory" };

export type ConfiguredProvider = {
  provider: OAuthProvider;
  clientId: string;
  clientSecret: string;
  localUrl: string | undefined;
};

/** One sentence per fault, naming the variable and never its value. */
export class EnvError extends Error {
  override name = "EnvError";
  constructor(readonly faults: readonly string[]) {
    super(faults.join("\n"));
  }
}

/** Reads the environment, or throws an `EnvError` with every fault at once. */
export function parseEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const parsed = envSchema.safeParse(source);
  const faults = parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
  faults.push(...contradictions(source));
  if (!parsed.success || faults.length > 0) throw new EnvError([...new Set(faults)]);
  return toEnv(parsed.data);
}

function contradictions(source: Readonly<Record<string, string | undefined>>): string[] {
  const faults: string[] = [];
  for (const [name, value] of Object.entries(source)) {
    if (name in envShape && value && /\$\{[^}]*\}/.test(value)) faults.push(`${name} holds an unexpanded \${…}`);
  }
  if (secretsOf(source["JWT_SECRET"]).some((secret) => secretsOf(source["NEXTAUTH_SECRET"]).includes(secret)))
    faults.push("JWT_SECRET and NEXTAUTH_SECRET must not be the same value");
  const local = source["LATCHKEY_MODE"] === "local";
  for (const {
    keyNames: [id, key],
    localUrlName,
  } of oauthProviders) {
    const localUrl = source[localUrlName];
    if (localUrl && !local) faults.push(`${localUrlName} is for local mode alone`);
    if (localUrl && !isLoopback(localUrl)) faults.push(`${localUrlName} must be on this machine`);
    if (Boolean(source[id]) !== Boolean(source[key])) faults.push(`${id} and ${key} go together: set both or neither`);
  }
  const url = source["NEXTAUTH_URL"];
  const publicUrl = source["NEXT_PUBLIC_APP_URL"];
  if (url && publicUrl && originOf(url) !== originOf(publicUrl))
    faults.push("NEXT_PUBLIC_APP_URL and NEXTAUTH_URL name different origins");
  if (url && local && !isLoopback(url))
    faults.push("LATCHKEY_MODE=local serves this machine alone, but NEXTAUTH_URL is not local");
  if (url && !local && originOf(url).startsWith("http:") && !isLoopback(url)) faults.push("NEXTAUTH_URL must be https");
  faults.push(...mailContradictions(source), ...pictureContradictions(source));
  const resendUrl = source["RESEND_BASE_URL"];
  if (resendUrl && originOf(resendUrl).startsWith("http:") && !isLoopback(resendUrl))
    faults.push("RESEND_BASE_URL must be https");
  if (Boolean(source["TURNSTILE_SITE_KEY"]) !== Boolean(source["TURNSTILE_SECRET_KEY"]))
    faults.push("TURNSTILE_SITE_KEY and TURNSTILE_SECRET_KEY go together: set both or neither");
  const verifyUrl = source["TURNSTILE_VERIFY_URL"];
  if (verifyUrl?.startsWith("http:") && !isLoopback(verifyUrl)) faults.push("TURNSTILE_VERIFY_URL must be https");
  const [upstashUrl, upstashToken] = [source["UPSTASH_REDIS_REST_URL"], source["UPSTASH_REDIS_REST_TOKEN"]];
  if (Boolean(upstashUrl) !== Boolean(upstashToken))
    faults.push("UPSTASH_REDIS_REST_URL and UPSTASH_REDIS_REST_TOKEN go together: set both or neither");
  if (upstashUrl?.startsWith("http:") && !isLoopback(upstashUrl)) faults.push("UPSTASH_REDIS_REST_URL must be https");
  const mirror = source["PASSWORD_BREACH_URL"];
  if (mirror?.startsWith("http:") && !isLoopback(mirror)) faults.push("PASSWORD_BREACH_URL must be https");
  if ((upstashUrl || upstashToken) && source["REDIS_URL"])
    faults.push("REDIS_URL and UPSTASH_REDIS_REST_URL name two stores for the limits: set one of them");
  return faults;
}

function mailContradictions(source: Readonly<Record<string, string | undefined>>): string[] {
  const { LATCHKEY_MODE: mode, RESEND_API_KEY: key, SMTP_URL: smtpUrl } = source;
  if (key && smtpUrl) return ["RESEND_API_KEY and SMTP_URL name two ways for mail: set one of them"];
  if (mode !== "local" && !key && !smtpUrl)
    return ["RESEND_API_KEY is missing: the key of your Resend account, or SMTP_URL in its place"];
  if (!smtpUrl || !URL.canParse(smtpUrl)) return [];
  const { hostname, pathname, search, hash } = new URL(smtpUrl);
  if (hostname === "" || !/^\/?$/.test(pathname) || search !== "" || hash !== "")
    return ["SMTP_URL must be a server alone, such as smtps://user:password@mail.example.com"];
  return [];
}

function secretsOf(value = ""): string[] {
  return value
    .split(",")
    .map((secret) => secret.trim())
    .filter((secret) => secret !== "");
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}

function configuredProviders(parsed: Readonly<Record<string, unknown>>): ConfiguredProvider[] {
  return oauthProviders.flatMap((provider) => {
    const [clientId, clientSecret] = provider.keyNames.map((name) => parsed[name]);
    const localUrl = parsed[provider.localUrlName];
    if (typeof clientId !== "string" || typeof clientSecret !== "string") return [];
    return [{ provider, clientId, clientSecret, localUrl: typeof localUrl === "string" ? localUrl : undefined }];
  });
}

function chooseLimitStore(parsed: Parsed): LimitStore {
  const { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token, REDIS_URL: redisUrl } = parsed;
  if (url && token) return { kind: "upstash", url, token };
  if (redisUrl) return { kind: "redis", url: redisUrl };
  return { kind: parsed.LATCHKEY_MODE === "local" ? "memory" : "postgres" };
}

function breachUrl({ PASSWORD_BREACH_CHECK: check, PASSWORD_BREACH_URL: mirror }: Parsed): string | null {
  return check === "on" ? (mirror ?? breachedPasswordsUrl).replace(/\/+$/, "") : null;
}

function turnstile(parsed: Parsed): Env["turnstile"] {
  const { TURNSTILE_SITE_KEY: siteKey, TURNSTILE_SECRET_KEY: secretKey, TURNSTILE_VERIFY_URL: url } = parsed;
  return siteKey && secretKey ? { siteKey, secretKey, verifyUrl: url ?? turnstileVerifyUrl } : null;
}

function toEnv(parsed: Parsed): Env {
  return {
    mode: parsed.LATCHKEY_MODE,
    dataDir: parsed.LATCHKEY_DATA_DIR,
    appUrl: parsed.NEXTAUTH_URL,
    databaseUrl: parsed.DATABASE_URL,
    databaseDirectUrl: parsed.DATABASE_DIRECT_URL ?? parsed.DATABASE_URL,
    jwtSecrets: parsed.JWT_SECRET,
    nextAuthSecrets: parsed.NEXTAUTH_SECRET as [string, ...string[]],
    resend: parsed.RESEND_API_KEY ? { apiKey: parsed.RESEND_API_KEY, baseUrl: parsed.RESEND_BASE_URL } : null,
    resendWebhookSecrets: parsed.RESEND_WEBHOOK_SECRET ?? [],
    smtpUrl: parsed.SMTP_URL ?? null,
    emailFrom: parsed.EMAIL_FROM,
    providers: configuredProviders(parsed),
    refusesDisposableDomains: parsed.EMAIL_DISPOSABLE_DOMAINS === "refuse",
    passwordMinLength: parsed.PASSWORD_MIN_LENGTH,
    breachUrl: breachUrl(parsed),
    captchaMode: parsed.CAPTCHA_MODE,
    turnstile: turnstile(parsed),
    limitStore: chooseLimitStore(parsed),
    pictureStore: choosePictureStore(parsed),
    trustedProxyHops: parsed.TRUSTED_PROXY_HOPS,
    sessionIdleMinutes: parsed.SESSION_IDLE_MINUTES === 0 ? null : parsed.SESSION_IDLE_MINUTES,
    auditRetentionDays: parsed.AUDIT_RETENTION_DAYS,
  };
}

let parsedOnce: Env | undefined;

/** The environment, read whole so that the build inlines nothing of it, and once. */
export function env(): Env {
  parsedOnce ??= parseEnv(process.env);
  return parsedOnce;
}

/** The configured provider of that id, if there is one. */
export function providerNamed(id: string): OAuthProvider | undefined {
  return env().providers.find(({ provider }) => provider.id === id)?.provider;
}
