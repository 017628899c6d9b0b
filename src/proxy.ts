import { env } from "@/platform/env";
import { turnstileOrigin } from "@/platform/turnstile-captcha";
import { screenRequest } from "@/web/screen-request";
import { NextResponse, type NextRequest } from "next/server";

const refusalHeaders = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" };

/**
 * Turns away what no form of ours sends, and gives each page its Content-Security-Policy with a fresh nonce. Comfort and hardening only: who may see what is decided where
 * the data is read, and everything still denies without this file.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const refusal = await screenRequest(request, env().appUrl);
  if (refusal) return new NextResponse(refusal.sentence, { status: refusal.status, headers: refusalHeaders });
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");
  const policy = contentSecurityPolicy(nonce, formTargets(request.nextUrl.pathname));
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

/** Pages with a button that leaves for a provider: without scripts the redirect counts as the form's target. */
const pagesWithProviders = ["/signin", "/signup", "/confirm", "/confirm/continue", "/settings/sign-in-methods"];

function formTargets(path: string): string {
  if (!pagesWithProviders.includes(path)) return "'self'";
  const origins = env().providers.map(({ provider, localUrl }) => {
    return new URL(provider.endpoints(localUrl).issuer).origin;
  });
  return ["'self'", ...new Set(origins)].join(" ");
}

function contentSecurityPolicy(nonce: string, formAction: string): string {
  const development = process.env.NODE_ENV === "development";
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    // Turnstile's script comes by way of ours, which `strict-dynamic` trusts; its widget is a frame of the provider's.
    `frame-src 'self'${env().turnstile ? ` ${turnstileOrigin}` : ""}`,
    "manifest-src 'self'",
    `form-action ${formAction}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
  ].join("; ");
}

export const config = {
  matcher: [{ source: "/((?!api/|_next/|dev/mailbox/messages|unavailable|icon.svg|favicon.ico).*)" }],
};
