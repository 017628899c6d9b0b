import NextAuth from "next-auth";
import type { NextRequest } from "next/server";
import { deps } from "@/platform/deps";
import { env } from "@/platform/env";
import { authOptions, signinAttempt } from "./options";

type RouteContext = { params: Promise<{ nextauth: string[] }> };

/** Far above every form of NextAuth's, far below what costs something to read. */
const bodyMaxBytes = 64 * 1024;

/** NextAuth's endpoints, with our limits on what goes in and our words for what went wrong. */
export async function handleNextAuth(request: NextRequest, context: RouteContext): Promise<Response> {
  if (Number(request.headers.get("content-length") ?? 0) > bodyMaxBytes)
    return problem(413, "The request is too large.");
  // NextAuth would hand these on to the provider: another scope, another redirect_uri.
  if (request.method === "POST" && request.nextUrl.search !== "")
    return problem(400, "This address takes no parameters.");
  if (request.nextUrl.searchParams.get("error") === "access_denied")
    return Response.redirect(`${env().appUrl}/signin?error=OAuthDenied`, 303);
  const attempt: NonNullable<ReturnType<typeof signinAttempt.getStore>> = {};
  try {
    const answer = await signinAttempt.run(attempt, () => callNextAuth(request, context));
    const { outcome, failed } = attempt;
    if (failed) return problem(503, "Something went wrong on our side. Try again in a moment.", 5);
    if (!outcome || outcome.ok) return answer;
    if (outcome.reason === "limited") return problem(429, "Too many tries.", outcome.retryAfterSeconds);
    if (outcome.reason === "busy") return problem(503, "The server is busy.", outcome.retryAfterSeconds);
    return answer;
  } catch (error) {
    deps().log.error("nextauth_failed", error);
    return problem(503, "Something went wrong on our side. Try again in a moment.", 5);
  }
}

async function callNextAuth(request: NextRequest, context: RouteContext): Promise<Response> {
  const [, named = ""] = (await context.params).nextauth;
  const providerId = env().providers.some(({ provider }) => provider.id === named) ? named : "none";
  return (await NextAuth(request, context as never, authOptions(providerId))) as Response;
}

function problem(status: number, error: string, retryAfterSeconds?: number): Response {
  const headers = new Headers({ "cache-control": "no-store" });
  if (retryAfterSeconds !== undefined) headers.set("retry-after", String(retryAfterSeconds));
  return Response.json({ error }, { status, headers });
}
