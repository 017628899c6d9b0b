import { NextRequest } from "next/server";
import { readText } from "@/web/read-text";

/** Far above every form of NextAuth's, far below what costs something to read. */
const bodyMaxBytes = 64 * 1024;

export type ReadBody = { ok: true; request: NextRequest } | { ok: false; status: 400 | 413; sentence: string };

/**
 * The request with its body read for NextAuth: no further than the bound, whatever length was announced or none, and in the kinds that
 * NextAuth takes for granted. What else it is given it throws at, and a sender's fault would look like one of ours.
 */
export async function readForNextAuth(request: NextRequest): Promise<ReadBody> {
  if (request.method !== "POST") return { ok: true, request };
  const body = await readText(request, bodyMaxBytes);
  if (body === null) return { ok: false, status: 413, sentence: "The request is too large." };
  // By the same test as NextAuth's: what it takes for a form, or for JSON, has to be one.
  const contentType = request.headers.get("content-type") ?? "";
  if (contentType.includes("application/json")) {
    if (!isReadableJson(body)) return { ok: false, status: 400, sentence: "This request cannot be read." };
  } else if (contentType.includes("application/x-www-form-urlencoded") && hasRepeatedFields(body))
    return { ok: false, status: 400, sentence: "A field is there twice." };
  const { url, method, headers } = request;
  return { ok: true, request: new NextRequest(url, { method, headers, body }) };
}

/** An object, in which the address to return to is a text where it is there. */
function isReadableJson(body: string): boolean {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return false;
    return !("callbackUrl" in parsed) || typeof parsed.callbackUrl === "string";
  } catch {
    return false;
  }
}

/** Of a field that is sent twice, a form's action takes the first and NextAuth the last: here it is refused. */
function hasRepeatedFields(body: string): boolean {
  const names = [...new URLSearchParams(body).keys()];
  return new Set(names).size !== names.length;
}
