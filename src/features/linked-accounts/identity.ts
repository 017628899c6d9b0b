import { z } from "zod";
import { canonicalEmail, type Email } from "@/core/email";
import { nameMaxLength } from "@/core/name";
import { labelMaxLength } from "./policy";

/** A person as a provider describes them, cleaned: a provider's profile is text that somebody typed elsewhere. */
export type Identity = {
  provider: string;
  /** How people call the provider. */
  providerName: string;
  providerAccountId: string;
  /** Null where the provider names no address, or one that is not plain. */
  email: { address: Email; verified: boolean } | null;
  name: string;
  /** What tells this identity from another of the same provider. */
  label: string;
};

const subjectSchema = z
  .union([z.string(), z.number().int().transform(String)])
  .pipe(z.string().regex(/^[\x21-\x7e]{1,255}$/));

export type ProviderProfile = {
  subject: unknown;
  email: unknown;
  emailVerified: unknown;
  name: unknown;
  login?: unknown;
};

/** Null where the profile has no usable subject: without one, nobody can be known again. */
export function toIdentity(
  { provider, providerName }: { provider: string; providerName: string },
  profile: ProviderProfile,
): Identity | null {
  const subject = subjectSchema.safeParse(profile.subject);
  if (!subject.success) return null;
  const address = typeof profile.email === "string" ? (canonicalEmail(profile.email) as Email | null) : null;
  const login = plainText(profile.login, labelMaxLength);
  const fallbackName = login || address?.split("@")[0] || "New user";
  return {
    provider,
    providerName,
    providerAccountId: subject.data,
    email: address === null ? null : { address, verified: profile.emailVerified === true },
    name: plainText(profile.name, nameMaxLength) || fallbackName.slice(0, nameMaxLength),
    label: (login || address || subject.data).slice(0, labelMaxLength),
  };
}

/** Text in one line without control and direction marks, cut by whole characters; empty for what is no text. */
function plainText(value: unknown, maxLength: number): string {
  if (typeof value !== "string") return "";
  const cleaned = value
    .slice(0, maxLength * 20)
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
  return Array.from(cleaned).slice(0, maxLength).join("").trim();
}
