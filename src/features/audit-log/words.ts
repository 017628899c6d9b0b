import { auditCatalogue, type AuditName } from "./catalogue";

/** Each reason of the catalogue, as it ends the sentence "… was refused:". */
const reasonWords: Readonly<Record<string, string>> = {
  address_in_use: "another account has its address",
  already_verified: "the address was confirmed already",
  belongs_to_other: "it is linked to another account",
  busy: "too much was going on at that moment",
  capped: "enough such mails had gone there",
  captcha: "no captcha was passed",
  changed: "it had changed meanwhile",
  disposable_email: "an address of a throw-away service",
  expired: "the link or code had expired",
  invalid: "no such link or code",
  invalid_credentials: "address and password did not fit",
  last_administrator: "there must be one administrator left",
  last_method: "it was the only way to sign in",
  limited: "too many tries",
  linked_elsewhere: "it is linked to another account",
  needs_fresh_proof: "no fresh proof of who they are",
  needs_local_proof: "the owner of the account had to sign in first",
  no_email: "the provider told no address",
  other_identity: "somebody else's account at the provider",
  outranked: "it belongs to somebody whom only an administrator may overrule",
  own_account: "nobody does this to their own account",
  password: "the new password was too weak",
  paused: "a pause after wrong guesses",
  provider: "the provider sent no answer of use",
  suspended: "the account is suspended",
  unknown: "there was nothing of that name",
  unproven: "no fresh proof of who they are",
  unverified: "the address was not confirmed yet",
  unverified_email: "the provider has not verified the address",
  used: "the link or code had been used",
  weak_password: "the new password was too weak",
  wrong: "a wrong password",
  wrong_code: "a wrong code",
  wrong_password: "a wrong password",
};

const methodWords: Readonly<Record<string, string>> = {
  admin: "by an administrator",
  code: "by a code",
  github: "with GitHub",
  google: "with Google",
  link: "by a mailed link",
  others: "all other sessions at once",
  owner: "from the list of sessions",
  password: "with the password",
  provider: "with a provider",
  replay: "for an old token was shown again",
  reset: "by a password reset",
  signout: "by signing out",
};

const providerWords: Readonly<Record<string, string>> = { google: "Google", github: "GitHub" };

/** What happened, in the catalogue's words; the bare name of what an older or a newer version wrote. */
export function eventInWords(name: string): string {
  return isAuditName(name) ? auditCatalogue[name].says : name;
}

export function reasonInWords(reason: string): string {
  return reasonWords[reason] ?? reason.replaceAll("_", " ");
}

/** What the details tell a person: how it was done, by which provider, from which role to which, and how many sessions ended. */
export function detailsInWords(details: unknown): string[] {
  if (typeof details !== "object" || details === null) return [];
  const { method, provider, from, to, sessions } = details as Readonly<Record<string, unknown>>;
  return [
    ...(typeof method === "string" ? [methodWords[method] ?? method] : []),
    ...(typeof provider === "string" ? [`with ${providerWords[provider] ?? provider}`] : []),
    ...(typeof from === "string" && typeof to === "string" ? [`from ${from} to ${to}`] : []),
    ...(typeof sessions === "number" && sessions > 0 ? [`sessions ended: ${sessions}`] : []),
  ];
}

export function isAuditName(name: string): name is AuditName {
  return Object.hasOwn(auditCatalogue, name);
}
