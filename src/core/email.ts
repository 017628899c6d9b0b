import { domainToASCII } from "node:url";
import { z } from "zod";

/** The longest address a mail server has to accept (RFC 5321, 4.5.3.1.3, less the angle brackets). */
export const emailMaxLength = 254;

// Letters, digits and the marks that RFC 5322 allows unquoted; letters of any script (RFC 6531). Quoted local parts, comments,
// lists, display names and address literals are left out on purpose: each is a way to write one mailbox twice or to reach two.
const localPartPattern = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const domainPattern = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{2,59})$/;

// Fillers, joiners and selectors of variants, which are letters and marks to Unicode and nothing to a reader.
const invisiblePattern = /\p{Default_Ignorable_Code_Point}/u;

// To be made ASCII a domain is read like a URL's, of which these would be cut off, dropped or decoded.
const beyondDomainPattern = /[\s\p{Cc}/?#\\%]/u;

// To JavaScript a sigma is final or not by what stands around it, and it looks past dots and apostrophes into the next word.
const wordPattern = /[\p{L}\p{M}]+/gu;

/**
 * The one form in which an address is stored, compared and mailed: outer blanks removed, Unicode compatibility forms folded (NFKC),
 * lower case, the domain in its ASCII form. Null for what is not exactly one plain address.
 */
export function canonicalEmail(typed: string): string | null {
  const folded = typed.trim().normalize("NFKC");
  const at = folded.lastIndexOf("@");
  // Both small sigmas have one capital, so a word's end alone tells which it is; in a domain they make two names, and stay.
  const localPart = lowered(folded.slice(0, at).replace(/[σς]/g, "Σ"));
  const typedDomain = lowered(folded.slice(at + 1));
  const domain = beyondDomainPattern.test(typedDomain) ? "" : domainToASCII(typedDomain);
  if (at < 1 || localPart.length > 64 || !domainPattern.test(domain)) return null;
  if (!localPartPattern.test(localPart) || invisiblePattern.test(localPart)) return null;
  const email = `${localPart}@${domain}`;
  return email.length <= emailMaxLength ? email : null;
}

/** Folded once more: what has become small may join, or change places with, the marks behind it. */
function lowered(folded: string): string {
  return folded.replace(wordPattern, (word) => word.toLowerCase()).normalize("NFKC");
}

/** Parses a typed address into its canonical form; the brand shows a use case that this has happened. */
export const emailSchema = z
  .string({ error: "Enter your e-mail address." })
  .min(1, "Enter your e-mail address.")
  .max(emailMaxLength + 64, "Enter an e-mail address of at most 254 characters.")
  .transform((typed, context) => {
    const email = canonicalEmail(typed);
    if (email === null) {
      context.addIssue({ code: "custom", message: "Enter one e-mail address, like name@example.com." });
      return z.NEVER;
    }
    return email;
  })
  .brand<"Email">();

export type Email = z.output<typeof emailSchema>;
