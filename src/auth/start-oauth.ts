import { createHash, randomBytes } from "node:crypto";
import { cookies } from "next/headers";
import { NextRequest } from "next/server";
import { env } from "@/platform/env";
import { cookieName, cookieOptions } from "@/web/cookie";
import { handleNextAuth } from "./handler";

/**
 * Starts a provider's round trip from a server action, so that a plain form does it without scripts: makes the token that NextAuth's
 * own form would carry, posts to its handler in this process, and hands on the cookies it sets. Answers where to send the browser.
 */
export async function startOAuth(providerId: string, returnPath: string): Promise<string> {
  const csrfToken = randomBytes(32).toString("hex");
  const hash = createHash("sha256")
    .update(csrfToken + env().nextAuthSecrets[0])
    .digest("hex");
  const jar = await cookies();
  jar.set(cookieName("next-auth.csrf-token"), `${csrfToken}|${hash}`, cookieOptions());
  const url = `${env().appUrl}/api/auth/signin/${providerId}`;
  const body = new URLSearchParams({ csrfToken, callbackUrl: env().appUrl + returnPath, json: "true" });
  const request = new NextRequest(url, { method: "POST", body });
  const answer = await handleNextAuth(request, { params: Promise.resolve({ nextauth: ["signin", providerId] }) });
  const { url: location } = (await answer.json()) as { url?: string };
  if (!location) throw new Error("NextAuth named no provider to go to");
  for (const header of answer.headers.getSetCookie()) setFromHeader(jar, header);
  return location;
}

function setFromHeader(jar: Awaited<ReturnType<typeof cookies>>, header: string): void {
  const [pair = "", ...attributes] = header.split("; ");
  const separator = pair.indexOf("=");
  const expires = attributes.find((attribute) => /^expires=/i.test(attribute))?.slice("expires=".length);
  const value = decodeURIComponent(pair.slice(separator + 1));
  jar.set(pair.slice(0, separator), value, { ...cookieOptions(), ...(expires ? { expires: new Date(expires) } : {}) });
}
