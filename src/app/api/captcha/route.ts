import type { NextRequest } from "next/server";
import { newChallenge } from "@/features/captcha/new-challenge";
import { captchaActionSchema } from "@/features/captcha/schema";
import { deps } from "@/platform/deps";
import { currentClient } from "@/web/request-facts";

const noStore = { "cache-control": "no-store" };

/** `?action=signup`: a captcha for the form that will send its answer, or for an app. */
export async function GET(request: NextRequest): Promise<Response> {
  const action = captchaActionSchema.safeParse(request.nextUrl.searchParams.get("action"));
  if (!action.success) return problem(400, "There is no captcha for that.");
  try {
    const outcome = await newChallenge(deps(), action.data, { client: await currentClient() });
    if (outcome.ok) return Response.json(outcome.challenge, { headers: noStore });
    return problem(429, "Too many requests. Try again later.", outcome.retryAfterSeconds);
  } catch (error) {
    deps().log.error("captcha_failed", error);
    return problem(503, "Something went wrong on our side. Try again in a moment.", 5);
  }
}

function problem(status: number, message: string, retryAfterSeconds?: number): Response {
  const headers = new Headers(noStore);
  if (retryAfterSeconds !== undefined) headers.set("retry-after", String(retryAfterSeconds));
  return Response.json({ error: message }, { status, headers });
}
