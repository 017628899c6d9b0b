import { z } from "zod";

const base = "https://latchkey.invalid";
const maxLength = 512;

/**
 * The path, query and fragment of `typed` where it stays on this site, and null for everything else: other hosts, other schemes,
 * `//host`, backslashes and control characters that browsers drop, and paths that normalise to any of these.
 */
export function safeReturnPath(typed: unknown): string | null {
  if (typeof typed !== "string" || typed.length > maxLength) return null;
  if (!/^\/(?![/\\])/.test(typed) || /[\\\p{Cc}]/u.test(typed) || /%(2f|5c|0[0-9a-f]|1[0-9a-f]|7f)/i.test(typed))
    return null;
  if (!URL.canParse(typed, base)) return null;
  const url = new URL(typed, base);
  if (url.origin !== base || url.pathname.startsWith("//")) return null;
  return url.pathname + url.search + url.hash;
}

/** A form's hidden `next`: what does not stay on this site, or is not there at all, becomes `fallback`. */
export function returnPathSchema(fallback: string) {
  return z
    .unknown()
    .optional()
    .transform((typed) => safeReturnPath(typed) ?? fallback);
}
