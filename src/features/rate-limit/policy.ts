import type { Limit } from "@/core/deps";

/** What somebody gains who may go on without end. */
export const dangers = {
  guessing: "a password or a link is guessed",
  mail: "strangers get mail in our name",
  work: "the servers, or a provider, are kept busy",
} as const;

export type ListedLimit = Limit & {
  danger: keyof typeof dangers;
  /** What is counted, for the guide. */
  what: string;
  /** Whose requests are counted together, where it is not the client's. */
  by?: "account" | "mailbox" | "domain" | "site";
};

/** Fixed by the product for every form that anybody may post: a person needs one or two, five leave room for mistakes. */
const fiveAMinute = { max: 5, windowSeconds: 60 };

/**
 * By mailbox, counted before anybody looks whether it has an account: requests for one mailbox at the same moment would wait for each other
 * where there is one, and tell by it. As long as a step of the answers' even time (`web/even-time.ts`), so that whoever was answered may
 * ask again. How many mails come of them is bounded by the outbox.
 */
const oneAtATime = { max: 1, windowSeconds: 0.25 };

const anHour = { windowSeconds: 3_600 };

/**
 * Every limit by client, and of who is signed in, in one glance; the tables in `docs/guide/limits.md` are made from this file. The limits
 * of guesses at one account are in `features/signin/policy.ts`.
 */
export const limits = {
  signin: { name: "signin", danger: "guessing", what: "sign in, by form and by NextAuth", ...fiveAMinute },
  stepUp: { name: "step-up", danger: "guessing", what: "confirm that it is you", ...fiveAMinute },
  passwordResetConfirm: {
    name: "password-reset-confirm",
    danger: "guessing",
    what: "set a new password by a link",
    ...fiveAMinute,
  },
  emailVerificationConfirm: {
    name: "email-verification-confirm",
    danger: "guessing",
    what: "confirm an address",
    ...fiveAMinute,
  },
  // A code is a guess at an address that asks for no captcha: by one client, fewer than sign-in lets through without one would add up to.
  emailVerificationHour: {
    name: "email-verification-hour",
    danger: "guessing",
    what: "confirm an address by its code, in the long run",
    max: 20,
    ...anHour,
  },
  unlock: { name: "unlock", danger: "guessing", what: "sign in from a new device by a link", ...fiveAMinute },
  signup: { name: "signup", danger: "mail", what: "sign up", ...fiveAMinute },
  passwordResetRequest: {
    name: "password-reset-request",
    danger: "mail",
    what: "ask for a reset link",
    ...fiveAMinute,
  },
  verificationResend: {
    name: "verification-resend",
    danger: "mail",
    what: "ask for a new verification link",
    ...fiveAMinute,
  },
  // A page asks for one and a person tries again once or twice; the answer costs us one signature.
  captchaChallenge: {
    name: "captcha-challenge",
    danger: "work",
    what: "ask for a captcha",
    max: 30,
    windowSeconds: 60,
  },
  signupMailbox: { name: "signup-mailbox", danger: "mail", what: "be signed up", by: "mailbox", ...oneAtATime },
  passwordResetMailbox: {
    name: "password-reset-mailbox",
    danger: "mail",
    what: "have a reset link asked for",
    by: "mailbox",
    ...oneAtATime,
  },
  verificationMailbox: {
    name: "verification-mailbox",
    danger: "mail",
    what: "have a verification link asked for",
    by: "mailbox",
    ...oneAtATime,
  },
  captchaPassMailbox: {
    name: "captcha-pass-mailbox",
    danger: "mail",
    what: "have a way past the captcha asked for",
    by: "mailbox",
    ...oneAtATime,
  },
  // The way for who can pass no captcha, and for a robot that would rather not: three mails an hour are what it gets without one.
  captchaByMail: {
    name: "captcha-by-mail",
    danger: "mail",
    what: "go on by mail in place of a captcha",
    max: 3,
    ...anHour,
  },
  // Each is a mail to an address that takes none so far, and every bounce costs our name with the provider.
  addressRetry: {
    name: "address-retry",
    danger: "mail",
    what: "try one's own address again",
    by: "account",
    max: 3,
    ...anHour,
  },
  firstPassword: { name: "first-password", danger: "work", what: "set a first password", ...fiveAMinute },
  // A click a provider: a person who tries both, and comes back twice, is still well below.
  providerStart: {
    name: "provider-start",
    danger: "work",
    what: "leave for a provider",
    max: 10,
    windowSeconds: 60,
  },
  // An app refreshes every ten minutes; several behind one address, and one that was off and on, are still well below.
  tokenRefresh: {
    name: "token-refresh",
    danger: "guessing",
    what: "refresh an app's tokens",
    max: 60,
    windowSeconds: 60,
  },
  // Twenty are all that a person may have; each made is a mail, and making and revoking in turn would be a flood of them.
  tokenCreate: {
    name: "token-create",
    danger: "mail",
    what: "create a personal access token",
    by: "account",
    max: 30,
    ...anHour,
  },
  // Linking and unlinking in turn is a mail each; who links nothing that was unlinked is bounded by it too.
  unlinkIdentity: {
    name: "unlink-identity",
    danger: "mail",
    what: "unlink a provider",
    by: "account",
    max: 10,
    ...anHour,
  },
  // Saving again after each correction is a few times; more is a robot that fills the audit log.
  profileChange: {
    name: "profile-change",
    danger: "work",
    what: "change one's profile",
    by: "account",
    max: 60,
    ...anHour,
  },
  // Who writes all day saves every few minutes; each is a row of the audit log.
  postChange: {
    name: "post-change",
    danger: "work",
    what: "write, save, publish or delete a post",
    by: "account",
    max: 120,
    ...anHour,
  },
  // A page saves once in two seconds at most; somebody who writes in two at once is still below.
  postAutosave: {
    name: "post-autosave",
    danger: "work",
    what: "have a post saved while writing",
    by: "account",
    max: 70,
    windowSeconds: 60,
  },
  // A look at the text after every pause in typing, and each costs up to a second of a core.
  postPreview: {
    name: "post-preview",
    danger: "work",
    what: "look at a post before it is saved",
    by: "account",
    max: 60,
    windowSeconds: 60,
  },
  // Who cannot decide tries a dozen; each costs up to a second of a core.
  upload: { name: "upload", danger: "work", what: "send a picture", by: "account", max: 30, ...anHour },
  // An office of three hundred behind one address, each of whom signs in once in a few days, stays below; a list of passwords does not.
  signinHour: { name: "signin-hour", danger: "guessing", what: "sign in, in the long run", max: 100, ...anHour },
  // A class of thirty that signs up together. Who wants more mail sent than that wants to send mail.
  mailHour: {
    name: "mail-hour",
    danger: "mail",
    what: "sign up and ask for links, all together",
    max: 30,
    ...anHour,
  },
} as const satisfies Record<string, ListedLimit>;

/**
 * What one client may do in an hour before it is asked for a captcha. A person, a family or a few colleagues sign up and ask for links a
 * handful of times; a class of thirty behind one address passes a captcha each from the sixth on. People sign in more often: an office
 * of three hundred behind one address, each of whom does so once in a few days, stays near twenty an hour.
 */
export const beforeCaptcha = {
  signup: { name: "captcha-signup", danger: "mail", what: "sign up without a captcha", max: 5, ...anHour },
  signin: { name: "captcha-signin", danger: "guessing", what: "sign in without a captcha", max: 20, ...anHour },
  passwordResetRequest: {
    name: "captcha-forgot-password",
    danger: "mail",
    what: "ask for a reset link without a captcha",
    max: 5,
    ...anHour,
  },
  verificationResend: {
    name: "captcha-verification-resend",
    danger: "mail",
    what: "ask for a verification link without a captcha",
    max: 5,
    ...anHour,
  },
} as const satisfies Record<string, ListedLimit>;

/**
 * All who come without an address share this in place of each limit above, and no limit of a longer window but one: as many in an hour go
 * on by mail, or none of them would need a captcha. Four hundred times a client's:
 * one attacker's thousand calls leave room for others, and the threads that hash passwords are the narrower gate by then.
 */
export const unknownClients = { max: 2_000, windowSeconds: 60 };

/**
 * The mails that strangers can cause: these alone count towards the ceilings and are held back by them. What people are told of their own
 * account would otherwise be a way to fill them, for whoever has accounts of their own.
 */
export const mailsOfStrangers = [
  "verification-link",
  "already-registered",
  "reset-link",
  "reset-started",
  "captcha-pass",
] as const;

/**
 * Where those are held back, over all clients; what the owner of an account is told of it is never.
 * Resend takes two a second from a new customer, 7,200 an hour: what is owed can leave within the hour. Only mail to confirmed accounts
 * may use the last third, so that a flood of sign-ups takes the reset link from nobody, and no domain more than a quarter of the rest.
 */
export const mailCeilings = {
  domain: { name: "mail-domain", danger: "mail", what: "mail to newcomers", by: "domain", max: 1_000, ...anHour },
  newcomers: { name: "mail-newcomers", danger: "mail", what: "mail to newcomers", by: "site", max: 4_000, ...anHour },
  site: { name: "mail-site", danger: "mail", what: "mail that strangers cause", by: "site", max: 6_000, ...anHour },
} as const satisfies Record<string, ListedLimit>;

/**
 * When the whole site looks attacked. A hundred failures in ten minutes are what ten busy guessers or one spraying botnet make, and a site
 * with so many people that err has still more that succeed. A thousand mails are a sixth of the ceiling: time to look before anybody waits.
 */
export const alarms = {
  spraying: {
    what: "sign-ins fail, more than succeed,",
    atLeast: 100,
    windowSeconds: 600,
    advice:
      "Many sign-ins fail over the whole site: somebody tries passwords on many accounts. Sign-in asks for a captcha meanwhile.",
  },
  mail: {
    what: "mails are written",
    atLeast: 1_000,
    ...anHour,
    advice:
      "Far more mail goes out than usual: look at who signs up and who asks for links before the hourly ceiling is met.",
  },
} as const;
