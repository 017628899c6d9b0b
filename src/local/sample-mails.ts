import { accountSuspendedMail } from "@/features/admin-users/account-suspended.email";
import { resetStartedMail } from "@/features/admin-users/reset-started.email";
import { roleChangedMail } from "@/features/admin-users/role-changed.email";
import { tokenCreatedMail } from "@/features/api-tokens/token-created.email";
import { captchaPassMail } from "@/features/captcha/captcha-pass.email";
import { verificationLinkMail } from "@/features/email-verification/verification-link.email";
import { methodLinkedMail } from "@/features/linked-accounts/method-linked.email";
import { methodUnlinkedMail } from "@/features/linked-accounts/method-unlinked.email";
import type { MailContent } from "@/features/outbox/sealed-content";
import { firstPasswordSetMail } from "@/features/password-change/first-password-set.email";
import { postWithheldMail } from "@/features/posts/post-withheld.email";
import { passwordChangedMail } from "@/features/password-reset/password-changed.email";
import { resetLinkMail } from "@/features/password-reset/reset-link.email";
import { mailsResumedMail } from "@/features/mail-address/mails-resumed.email";
import { tokenReplayedMail } from "@/features/refresh-tokens/token-replayed.email";
import { alreadyRegisteredMail } from "@/features/signup/already-registered.email";
import { guessesNoticedMail } from "@/features/unlock/guesses-noticed.email";

export const sampleAppUrl = "https://app.example.com";
export const sampleToken = "kZ3r0oVn5Yb2lQ8wXc1TfHjUaPdSgMe7RiNvB4tLq9E";

export type SampleMail = {
  /** The file is `<name>.email.ts`. */
  name: string;
  /** What tells it from the same mail in another state; absent where there is one state. */
  state?: string;
  mail: MailContent;
  /** Every place in the app that it links to. */
  paths: string[];
  /** What its reader has to learn from it. */
  says: string[];
};

const appUrl = sampleAppUrl;
const token = sampleToken;
const changedAt = new Date("2026-11-23T10:29:31Z");
const when = "23 November 2026 at 10:29 UTC";

/** In one word, and with what a mail must not take for markup or for lines of its own. */
const longestName = `<b>Crème\u202e & Co.</b>${"W".repeat(39)}`;

/** Each mail that the app can send, in each of its states: what the preview at /dev/mails shows and the tests look at. */
export const sampleMails: SampleMail[] = [
  {
    name: "verification-link",
    mail: verificationLinkMail({ appUrl, token, ttlHours: 24, code: { digits: "042917", ttlMinutes: 10 } }),
    paths: [`/verify?token=${token}`],
    says: ["24 hours", "042917", "10 minutes", "If that was not you, do nothing"],
  },
  {
    name: "verification-link",
    state: "asked for in another browser",
    mail: verificationLinkMail({ appUrl, token, ttlHours: 24, code: null }),
    paths: [`/verify?token=${token}`],
    says: ["24 hours", "If that was not you, do nothing"],
  },
  {
    name: "already-registered",
    mail: alreadyRegisteredMail({ appUrl }),
    paths: ["/signin", "/forgot-password"],
    says: ["already has an account", "If that was not you, do nothing"],
  },
  {
    name: "guesses-noticed",
    mail: guessesNoticedMail({ appUrl, token, ttlHours: 24 }),
    paths: [`/unlock?token=${token}`, "/forgot-password"],
    says: ["24 hours", "where you have signed in before, nothing changes", "you need do nothing"],
  },
  {
    name: "mails-resumed",
    mail: mailsResumedMail({ appUrl }),
    paths: ["/settings/sessions"],
    says: ["send mail to this address again", "nothing to do"],
  },
  {
    name: "reset-link",
    mail: resetLinkMail({ appUrl, token, ttlMinutes: 60 }),
    paths: [`/reset-password?token=${token}`],
    says: ["60 minutes", "If that was not you, do nothing"],
  },
  {
    name: "reset-started",
    mail: resetStartedMail({ appUrl, token, ttlMinutes: 60 }),
    paths: [`/reset-password?token=${token}`],
    says: ["60 minutes", "An administrator", "If you do nothing, your password stays"],
  },
  {
    name: "account-suspended",
    mail: accountSuspendedMail({ appUrl, suspendedAt: changedAt }),
    paths: [],
    says: [when, "suspended", "Nothing of yours was deleted"],
  },
  {
    name: "role-changed",
    mail: roleChangedMail({ appUrl, role: "MODERATOR", changedAt }),
    paths: ["/signin"],
    says: [when, "Moderator", "signed out"],
  },
  {
    name: "captcha-pass",
    mail: captchaPassMail({ appUrl, token, ttlMinutes: 60 }),
    paths: [`/signin?token=${token}`],
    says: ["60 minutes", "same browser", "If that was not you, do nothing"],
  },
  {
    name: "password-changed",
    mail: passwordChangedMail({ appUrl, changedAt }),
    paths: ["/forgot-password"],
    says: [when, "If it was not you"],
  },
  {
    name: "method-linked",
    mail: methodLinkedMail({ appUrl, provider: "Google", changedAt }),
    paths: ["/forgot-password"],
    says: [when, "If it was not you"],
  },
  {
    name: "method-unlinked",
    mail: methodUnlinkedMail({ appUrl, provider: "GitHub", changedAt }),
    paths: ["/forgot-password"],
    says: [when, "If it was not you"],
  },
  {
    name: "first-password-set",
    mail: firstPasswordSetMail({ appUrl, changedAt }),
    paths: ["/forgot-password"],
    says: [when, "If it was not you"],
  },
  {
    name: "token-created",
    mail: tokenCreatedMail({
      appUrl,
      name: "Deploy",
      permissions: ["See who you are: name, address and role"],
      createdAt: changedAt,
      expiresAt: new Date("2026-12-23T10:29:31Z"),
    }),
    paths: ["/forgot-password"],
    says: [when, "Deploy", "See who you are", "23 December 2026", "If it was not you"],
  },
  {
    name: "token-created",
    state: "with the longest name",
    mail: tokenCreatedMail({
      appUrl,
      name: longestName,
      permissions: [
        "See who you are: name, address and role",
        "See where you are signed in",
        "Sign your devices out, one or all",
      ],
      createdAt: changedAt,
      expiresAt: new Date("2026-12-23T10:29:31Z"),
    }),
    paths: ["/forgot-password"],
    says: [when, "Sign your devices out"],
  },
  {
    name: "token-replayed",
    mail: tokenReplayedMail({ appUrl, endedAt: changedAt }),
    paths: ["/settings/sessions"],
    says: [when, "signed the app out", "choose a new password"],
  },
  {
    name: "post-withheld",
    mail: postWithheldMail({
      appUrl,
      title: "On keys",
      reason: "It names a person's address.",
      postId: "3f0c1f4e-4b0f-4a6e-9b1a-0d4c6a1f2b3c",
      withheldAt: changedAt,
    }),
    paths: ["/posts/3f0c1f4e-4b0f-4a6e-9b1a-0d4c6a1f2b3c"],
    says: [when, "On keys", "It names a person's address."],
  },
  {
    name: "post-withheld",
    state: "with the longest title and reason",
    mail: postWithheldMail({
      appUrl,
      title: "Of keys ".repeat(25).trim(),
      reason: "Please leave out whose door it opens. ".repeat(13).trim(),
      postId: "3f0c1f4e-4b0f-4a6e-9b1a-0d4c6a1f2b3c",
      withheldAt: changedAt,
    }),
    paths: ["/posts/3f0c1f4e-4b0f-4a6e-9b1a-0d4c6a1f2b3c"],
    says: [when, "Of keys"],
  },
];
