import { z } from "zod";

/** `password`, or the id of one of the site's providers. */
const signinMethods = z.string().regex(/^[a-z0-9][\w-]{0,39}$/);
const role = z.enum(["USER", "MODERATOR", "ADMIN"]);
const count = z.number().int().nonnegative();

/** Whose log page an event is grouped under. */
export type AuditGroup =
  "account" | "sign-in" | "session" | "password" | "token" | "identity" | "content" | "admin" | "site";

type EventShape = {
  group: AuditGroup;
  /** What it says to the person whose account it is, in the past tense. */
  says: string;
  /** Why it may have been refused; none for what is only noted when it happened. */
  reasons?: readonly string[];
  /** Closed values alone, so that no secret and nobody's free text can get in. */
  details?: z.ZodObject;
};

/**
 * Every event that the audit log knows. An event is written by `recordEvent` in the transaction of the change, a refusal by `noteRefusal`;
 * neither takes a name, a reason or a detail that is not here.
 */
export const auditCatalogue = {
  "account.signed_up": { group: "account", says: "Signed up", details: z.strictObject({ method: signinMethods }) },
  "account.signup_refused": {
    group: "account",
    says: "A sign-up was refused",
    reasons: ["limited", "captcha", "busy", "weak_password", "disposable_email"],
  },
  "account.signup_repeated": { group: "account", says: "Somebody tried to sign up with this address again" },
  "account.confirmed": {
    group: "account",
    says: "Confirmed the e-mail address",
    details: z.strictObject({ method: signinMethods }),
  },
  "account.confirmation_refused": {
    group: "account",
    says: "A confirmation was refused",
    reasons: ["invalid", "expired", "already_verified", "limited", "wrong_code", "wrong_password", "captcha", "busy"],
  },
  "account.confirmation_mailed": { group: "account", says: "Was sent a link to confirm the address" },
  "account.address_retried": { group: "account", says: "Asked to be mailed again" },
  "session.opened": {
    group: "sign-in",
    says: "Signed in",
    details: z.strictObject({ method: signinMethods, carrier: z.enum(["browser", "app"]) }),
  },
  "session.refused": {
    group: "sign-in",
    says: "A sign-in was refused",
    reasons: ["invalid_credentials", "unverified", "limited", "paused", "captcha", "busy", "suspended", "provider"],
    details: z.strictObject({ method: signinMethods }),
  },
  "session.ended": {
    group: "session",
    says: "Signed out, or ended a session",
    details: z.strictObject({ method: z.enum(["signout", "owner", "others", "admin", "replay"]), sessions: count }),
  },
  "session.proven": {
    group: "session",
    says: "Proved who they are again",
    details: z.strictObject({ method: signinMethods }),
  },
  "session.proof_refused": {
    group: "session",
    says: "A proof was refused",
    reasons: ["wrong_password", "limited", "paused", "busy"],
  },
  "session.device_known": { group: "session", says: "Made a browser known by a mailed link" },
  "password.reset_mailed": { group: "password", says: "Was sent a link to reset the password" },
  "password.reset": { group: "password", says: "Reset the password", details: z.strictObject({ sessions: count }) },
  "password.reset_refused": {
    group: "password",
    says: "A password reset was refused",
    reasons: ["invalid", "expired", "limited", "captcha", "busy", "weak_password"],
  },
  "password.first_set": { group: "password", says: "Set a first password" },
  "token.created": {
    group: "token",
    says: "Created a personal access token",
    details: z.strictObject({ scopes: count }),
  },
  "token.revoked": { group: "token", says: "Revoked a personal access token" },
  "token.family_revoked": {
    group: "token",
    says: "An app's session was ended, for an old token of it was shown again",
  },
  "identity.linked": {
    group: "identity",
    says: "Linked a way to sign in",
    details: z.strictObject({ provider: signinMethods }),
  },
  "identity.unlinked": {
    group: "identity",
    says: "Unlinked a way to sign in",
    details: z.strictObject({ provider: signinMethods }),
  },
  "identity.refused": {
    group: "identity",
    says: "A way to sign in was not linked",
    reasons: [
      "needs_local_proof",
      "needs_fresh_proof",
      "belongs_to_other",
      "suspended",
      "no_email",
      "unverified_email",
      "disposable_email",
      "last_method",
    ],
  },
  "profile.changed": { group: "content", says: "Changed the profile" },
  "profile.published": {
    group: "content",
    says: "Made the profile public",
    details: z.strictObject({ isPublic: z.boolean() }),
  },
  "profile.refused": { group: "content", says: "A change of the profile was refused", reasons: ["limited"] },
  "picture.refused": { group: "content", says: "A picture was refused", reasons: ["limited"] },
  "post.created": { group: "content", says: "Began a post", details: z.strictObject({ postId: z.uuid() }) },
  "post.changed": { group: "content", says: "Changed a post", details: z.strictObject({ postId: z.uuid() }) },
  "post.published": { group: "content", says: "Published a post", details: z.strictObject({ postId: z.uuid() }) },
  "post.unpublished": {
    group: "content",
    says: "Had a post taken back",
    details: z.strictObject({ postId: z.uuid(), by: z.enum(["author", "moderator"]) }),
  },
  "post.released": {
    group: "content",
    says: "May publish a post again that a moderator had taken back",
    details: z.strictObject({ postId: z.uuid() }),
  },
  "post.deleted": { group: "content", says: "Deleted a post", details: z.strictObject({ postId: z.uuid() }) },
  "post.refused": {
    group: "content",
    says: "A change of a post was refused",
    reasons: ["unknown", "limited", "outranked"],
  },
  "user.role_changed": { group: "admin", says: "Got another role", details: z.strictObject({ from: role, to: role }) },
  "user.suspended": { group: "admin", says: "Was suspended" },
  "user.restored": { group: "admin", says: "Was restored" },
  "user.unlocked": { group: "admin", says: "Had the count of wrong guesses cleared" },
  "user.deleted": { group: "admin", says: "Was deleted", details: z.strictObject({ posts: count }) },
  "admin.granted": { group: "admin", says: "Became an administrator by the command line" },
  "admin.refused": {
    group: "admin",
    says: "An administrator's act was refused",
    reasons: ["last_administrator", "own_account", "unknown", "changed", "capped"],
  },
  "mail.resent": { group: "admin", says: "Sent a mail again", details: z.strictObject({ mailId: z.uuid() }) },
  "mail.recipient_revived": {
    group: "admin",
    says: "Let mail go to an address again",
    details: z.strictObject({ mailId: z.uuid() }),
  },
  "audit.exported": {
    group: "admin",
    says: "Exported the audit log",
    details: z.strictObject({ format: z.enum(["csv", "jsonl"]) }),
  },
  "site.alarm_raised": {
    group: "site",
    says: "An alarm was raised",
    details: z.strictObject({ alarm: z.enum(["spraying", "mail"]) }),
  },
} as const satisfies Readonly<Record<string, EventShape>>;

type Catalogue = typeof auditCatalogue;
export type AuditName = keyof Catalogue;

/** The events that may be refused, each with its reasons. */
export type RefusalName = {
  [Name in AuditName]: Catalogue[Name] extends { reasons: readonly string[] } ? Name : never;
}[AuditName];
export type RefusalReason<Name extends RefusalName> = Catalogue[Name] extends { reasons: readonly (infer Reason)[] }
  ? Reason
  : never;

/** What an event tells besides who and whose: nothing, or what its schema says. */
export type AuditDetails<Name extends AuditName> = Catalogue[Name] extends { details: infer Schema extends z.ZodObject }
  ? { details: z.input<Schema> }
  : { details?: undefined };
