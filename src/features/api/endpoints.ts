import { z } from "zod";
import { scopeNames, type Scope } from "@/features/api-tokens/policy";
import { captchaAnswerSchema } from "@/features/captcha/schema";
import { credentialsSchema } from "@/features/signin/schema";
import { problems, type ProblemCode } from "./problems";

/** One call of the API, as data: the handler, the document and its page are all made from it. */
export type Endpoint = {
  method: "GET" | "POST" | "DELETE";
  path: `/api/v1/${string}`;
  summary: string;
  /** `anyone`, `session`: whoever is signed in, by whatever carrier; or the scope that a personal access token needs for it. */
  who: "anyone" | "session" | Scope;
  input: z.ZodObject | null;
  /** Null where the answer has no body. */
  answer: z.ZodObject | null;
  /** It opens a session and ends none but the one that the browser carried, for which it waits itself. */
  isSignin?: true;
  /** Beyond those that every call may be answered with. */
  problems: readonly ProblemCode[];
};

const time = z.iso.datetime();

const person = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(["USER", "MODERATOR", "ADMIN"]),
});

const session = z.object({
  id: z.string(),
  kind: z.enum(["BROWSER", "APP"]),
  label: z.string().describe('What its owner knows it by, such as "Firefox on Linux".'),
  place: z.string().nullable().describe("The client's address without its last part."),
  createdAt: time,
  lastSeenAt: time,
  expiresAt: time,
  isCurrent: z.boolean().describe("Whether this request was made with it."),
});

const tokenPair = z.object({
  accessToken: z
    .string()
    .describe("A JWT for the header Authorization: Bearer …; its keys are at /.well-known/jwks.json."),
  tokenType: z.literal("Bearer"),
  expiresIn: z.int().describe("Seconds that the access token lives."),
  refreshToken: z.string().describe("To be used once, for the next pair."),
  refreshExpiresIn: z.int().describe("Seconds until the session ends, however often it is refreshed."),
});

const passwordProblems = ["invalid_input", "invalid_credentials", "captcha_required", "limited"] as const;

const passwordInput = credentialsSchema.extend({
  captcha: captchaAnswerSchema
    .optional()
    .describe("The answer to a captcha from /api/captcha?action=signin, after captcha_required."),
});

export const endpoints = {
  me: {
    method: "GET",
    path: "/api/v1/me",
    summary: "Who you are",
    who: "account:read",
    input: null,
    answer: person,
    problems: [],
  },
  signIn: {
    method: "POST",
    path: "/api/v1/sign-in",
    summary: "Sign a browser in by the cookie auth_token",
    who: "anyone",
    input: passwordInput,
    answer: person,
    isSignin: true,
    problems: passwordProblems,
  },
  signOut: {
    method: "POST",
    path: "/api/v1/sign-out",
    summary: "End the session that asks",
    who: "session",
    input: null,
    answer: null,
    problems: [],
  },
  createTokens: {
    method: "POST",
    path: "/api/v1/token",
    summary: "Sign an app in by a pair of tokens",
    who: "anyone",
    input: passwordInput.extend({
      deviceName: z
        .string()
        .trim()
        .min(1)
        .max(60)
        .regex(/^[^\p{Cc}\p{Cf}]*$/u)
        .optional()
        .describe("What the owner will know the app by in the settings."),
    }),
    answer: tokenPair,
    isSignin: true,
    problems: passwordProblems,
  },
  refreshTokens: {
    method: "POST",
    path: "/api/v1/token/refresh",
    summary: "Replace a pair of tokens",
    who: "anyone",
    input: z.object({ refreshToken: z.string().max(200) }),
    answer: tokenPair,
    problems: ["invalid_input", "invalid_refresh_token", "limited"],
  },
  listSessions: {
    method: "GET",
    path: "/api/v1/sessions",
    summary: "The devices and apps that are signed in",
    who: "sessions:read",
    input: null,
    answer: z.object({ sessions: z.array(session) }),
    problems: [],
  },
  endOtherSessions: {
    method: "DELETE",
    path: "/api/v1/sessions",
    summary: "End every session of a device or app but the one that asks",
    who: "sessions:write",
    input: null,
    answer: z.object({ ended: z.int() }),
    problems: [],
  },
  endSession: {
    method: "DELETE",
    path: "/api/v1/sessions/{sessionId}",
    summary: "End one session",
    who: "sessions:write",
    input: null,
    answer: null,
    problems: ["not_found"],
  },
} as const satisfies Record<string, Endpoint>;

/** The problems that a call may be answered with, in the order of their statuses. */
export function problemsOf({ method, who, input, problems: own }: Endpoint): ProblemCode[] {
  const all: ProblemCode[] = [...own, "unavailable"];
  if (who !== "anyone") all.push("unauthenticated");
  if (isScope(who)) all.push("insufficient_scope");
  if (method !== "GET") all.push("foreign_origin");
  if (input) all.push("bad_request", "too_large", "unsupported_media_type");
  return all.sort((one, other) => problems[one].status - problems[other].status);
}

export function isScope(who: Endpoint["who"]): who is Scope {
  return scopeNames.some((scope) => scope === who);
}
