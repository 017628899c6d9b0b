import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { NextResponse, type NextRequest } from "next/server";
import { linkTokenSchema } from "@/core/link-token-schema";
import type { linkPages } from "@/platform/response-headers";
import { cookieName, cookieOptions } from "./cookie";

export type LinkPage = (typeof linkPages)[number];

/** What a page of Next is given of its address's query. */
export type PageQuery = Promise<Readonly<Record<string, string | string[] | undefined>>>;

/** As long as the shortest-lived link: who takes longer opens the mail again. */
const cookieSeconds = 60 * 60;

/** Stands for a token that is no token, so that the page can say so. */
const unreadable = "unreadable";

/** Leaves a page whose address bears a link's token for the handler that takes it out: a page itself can set no cookie. */
export async function moveLinkToken(page: LinkPage, query: PageQuery): Promise<void> {
  const { token } = await query;
  if (token === undefined) return;
  redirect(`/${page}/open?${new URLSearchParams({ token: [token].flat()[0] ?? "" }).toString()}`);
}

/**
 * Answers a mailed link by moving its token from the address bar, where history, logs and the Referer header would keep it,
 * into a cookie that no script can read. Nothing is used up: mail scanners open links too.
 */
export function openLink(request: NextRequest, page: LinkPage): NextResponse {
  const token = request.nextUrl.searchParams.get("token") ?? "";
  const response = new NextResponse(null, {
    status: 303,
    headers: { location: `/${page}` },
  });
  const value = linkTokenSchema.safeParse(token).success ? token : unreadable;
  response.cookies.set(tokenCookie(page), value, { ...cookieOptions(), maxAge: cookieSeconds });
  return response;
}

/** Hands a token made in this very request to the page that uses it. */
export async function setLinkToken(page: LinkPage, token: string): Promise<void> {
  (await cookies()).set(tokenCookie(page), token, { ...cookieOptions(), maxAge: cookieSeconds });
}

/** The token of the link that this browser opened last; null when it opened none. */
export async function readLinkToken(page: LinkPage): Promise<string | null> {
  return (await cookies()).get(tokenCookie(page))?.value ?? null;
}

export async function clearLinkToken(page: LinkPage): Promise<void> {
  (await cookies()).delete({ name: tokenCookie(page), ...cookieOptions() });
}

function tokenCookie(page: LinkPage): string {
  return cookieName(`${page}-link`);
}
