import NextAuth from "next-auth";
import type { NextRequest } from "next/server";
import { safeReturnPath } from "@/core/return-path";
import { problems } from "@/features/api/problems";
import { deps } from "@/platform/deps";
import { env } from "@/platform/env";
import { readForNextAuth } from "./next-auth-body";
import { authOptions, type SigninAttempt } from "./options";
import { authTokenRemoval, sessionCookieName } from "./session-cookie";

type RouteContext = { params: Promise<{ nextauth: string[] }> };

const brokenHere = "Something went wrong on our side. Try again in a moment.";

/** NextAuth's endpoints, with our limits on what goes in and our words for what went wrong. */
export async function handleNextAuth(received: NextRequest, context: RouteContext): Promise<Response> {
  const refusal = await refuse(received, context);
  if (refusal) return refusal;
  const read = await readForNextAuth(received);
  if (!read.ok) return problem(read.status, read.sentence);
  const { request } = read;
  const attempt: SigninAttempt = {};
  try {
    const answer = await callNextAuth(request, context, attempt);
    const { outcome, failed } = attempt;
    if (!isSessionRead(request)) await deps().sessionStates.catchUp();
    if (failed) return problem(503, brokenHere, 5);
    if (outcome?.ok === false && outcome.reason === "limited")
      return problem(429, "Too many tries.", outcome.retryAfterSeconds);
    if (outcome?.ok === false && outcome.reason === "busy")
      return problem(503, "The server is busy.", outcome.retryAfterSeconds);
    if (outcome?.ok === false && outcome.reason === "captcha") {
      if (outcome.why === "unavailable") return problem(503, "The captcha cannot be checked right now.", 5);
      return problem(403, problems.captcha_required.message);
    }
    // What breaks inside NextAuth itself is what it was given: an address to return to that is none, a provider that it cannot call.
    if (answer.status >= 500) return problem(400, "This request cannot be answered.");
    if (isSignOut(request, answer)) answer.headers.append("set-cookie", authTokenRemoval());
    if (!answer.headers.has("cache-control")) answer.headers.set("cache-control", "no-store");
    return answer;
  } catch (error) {
    deps().log.error("nextauth_failed", error);
    return problem(503, brokenHere, 5);
  }
}

/** What NextAuth is not asked at all. */
async function refuse(request: NextRequest, context: RouteContext): Promise<Response | null> {
  const { searchParams } = request.nextUrl;
  // NextAuth would hand these on to the provider: another scope, another redirect_uri.
  if (request.method === "POST" && searchParams.size > 0) return problem(400, "This address takes no parameters.");
  if (searchParams.get("error") === "access_denied")
    return Response.redirect(`${env().appUrl}/signin?error=OAuthDenied`, 303);
  const [action, provider] = (await context.params).nextauth;
  // Its pages in the browser would report to our log by this; anybody else writes there what they like.
  if (action === "_log") return problem(404, "There is no such address.");
  if (request.method === "GET" && (action === "signin" || action === "error")) return toSigninPage(searchParams);
  if (request.method === "GET" && action === "callback" && provider === "credentials")
    return problem(405, "Sign in by a form.");
  return null;
}

/** NextAuth's own pages are ours; of what their address says, only a code and a path on this site go on. */
function toSigninPage(searchParams: URLSearchParams): Response {
  const page = new URL("/signin", env().appUrl);
  const error = searchParams.get("error");
  if (error !== null) page.searchParams.set("error", /^[A-Za-z]{1,40}$/.test(error) ? error : "Default");
  const next = safeReturnPath(searchParams.get("callbackUrl")?.replace(env().appUrl, ""));
  if (next !== null) page.searchParams.set("next", next);
  return Response.redirect(page, 302);
}

/** A sign-out that took place: one without the anti-forgery token takes no cookie. */
function isSignOut({ nextUrl }: NextRequest, answer: Response): boolean {
  return (
    nextUrl.pathname === "/api/auth/signout" &&
    answer.headers.getSetCookie().some((line) => line.startsWith(`${sessionCookieName()}=;`))
  );
}

/** The one request that changes nothing, and the one that pages make again and again. */
function isSessionRead({ method, nextUrl }: NextRequest): boolean {
  return method === "GET" && nextUrl.pathname === "/api/auth/session";
}

async function callNextAuth(request: NextRequest, context: RouteContext, attempt: SigninAttempt): Promise<Response> {
  const [, named = ""] = (await context.params).nextauth;
  const providerId = env().providers.some(({ provider }) => provider.id === named) ? named : "none";
  return (await NextAuth(request, context as never, authOptions(providerId, attempt))) as Response;
}

function problem(status: number, error: string, retryAfterSeconds?: number): Response {
  const headers = new Headers({ "cache-control": "no-store" });
  if (retryAfterSeconds !== undefined) headers.set("retry-after", String(retryAfterSeconds));
  return Response.json({ error }, { status, headers });
}
