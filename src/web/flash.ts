import { cookies } from "next/headers";
import { cookieName, cookieOptions } from "./cookie";

/** Long enough for the redirect and a slow page, too short to greet the next visit. */
const flashSeconds = 10;

/** The sentences a redirect can carry. The cookie holds the key alone, so nobody can put words into the page. */
const flashMessages = {
  "email-verified": { tone: "success", text: "Your e-mail address is confirmed. Sign in to continue." },
  "already-verified": { tone: "info", text: "This e-mail address is already confirmed. Sign in to continue." },
  "password-to-choose": { tone: "success", text: "Your e-mail address is confirmed. Now choose your password." },
  "password-changed": {
    tone: "success",
    text: "Your password is changed and every session has ended. Sign in with the new password.",
  },
  "method-linked": { tone: "success", text: "The sign-in method is linked to your account." },
  "method-unlinked": { tone: "success", text: "The sign-in method is removed, and your other devices are signed out." },
  "first-password-set": {
    tone: "success",
    text: "Your password is set, and your other devices are signed out.",
  },
  "type-again": {
    tone: "info",
    text: "Confirm that it is you first. What you typed is not kept: after that, type it once more.",
  },
  "device-unlocked": { tone: "success", text: "This device need not wait. Sign in with your password." },
  "session-ended": { tone: "success", text: "That device is signed out." },
  "sessions-ended": { tone: "success", text: "Every other device is signed out." },
  "token-revoked": { tone: "success", text: "The token is revoked and opens nothing any more." },
  "mail-resent": { tone: "success", text: "The mail waits for its delivery again." },
  "address-revived": { tone: "success", text: "Mail goes to this address again." },
  "address-tried": { tone: "info", text: "A mail is on its way to you. If it comes back, this page will say so." },
  "role-changed": { tone: "success", text: "The role is changed, and this person is signed out everywhere." },
  "user-suspended": { tone: "success", text: "The account is suspended, and its owner is told." },
  "user-restored": { tone: "success", text: "The account may be used again." },
  "user-signed-out": { tone: "success", text: "This person is signed out everywhere." },
  "user-unlocked": { tone: "success", text: "The count of wrong guesses is cleared." },
  "user-mailed": { tone: "success", text: "The mail is on its way to this person." },
  "user-deleted": { tone: "success", text: "The account is deleted." },
  "profile-saved": { tone: "success", text: "Your profile is saved." },
  "avatar-set": { tone: "success", text: "Your picture is changed." },
  "avatar-removed": { tone: "success", text: "Your picture is deleted." },
  "cover-set": { tone: "success", text: "The cover is changed." },
  "cover-removed": { tone: "success", text: "The cover is deleted." },
  "picture-unreadable": {
    tone: "error",
    text: "That is no picture that we can read. Choose a JPEG, PNG, WebP or GIF of 50 megapixels at most.",
  },
  "picture-too-large": { tone: "error", text: "That picture is too large. Choose one of 5 MB at most." },
  "picture-missing": { tone: "error", text: "Choose a picture first." },
  "pictures-busy": { tone: "error", text: "The server is busy with other pictures. Try again in a few seconds." },
  "pictures-away": {
    tone: "error",
    text: "Pictures cannot be kept at the moment. Nothing was changed; try again in a few minutes.",
  },
  "pictures-limited": { tone: "error", text: "You sent many pictures in a short time. Try again in an hour." },
  "post-saved": { tone: "success", text: "Your post is saved." },
  "changes-discarded": { tone: "success", text: "Your changes are dropped: the post is as its readers see it." },
  "post-published": { tone: "success", text: "Your post is published." },
  "post-unpublished": { tone: "success", text: "The post is a draft again." },
  "post-deleted": { tone: "success", text: "The post is deleted." },
  "post-empty": { tone: "error", text: "It is saved as a draft: a post without a text is not published." },
  "post-withheld": {
    tone: "error",
    text: "It is saved, but not published: a moderator took this post back and has not released it yet.",
  },
  "post-taken-back": { tone: "success", text: "The post is taken back, and its author is told why." },
  "post-released": { tone: "success", text: "Its author may publish the post again." },
  "signed-out": { tone: "info", text: "You are signed out." },
  "verification-sent": { tone: "info", text: "If the address waits for confirmation, a new link is on its way." },
} as const;

export type FlashKey = keyof typeof flashMessages;
export type FlashMessage = { tone: "success" | "info" | "error"; text: string };

export async function setFlash(key: FlashKey): Promise<void> {
  (await cookies()).set(cookieName("flash"), key, { ...cookieOptions(), maxAge: flashSeconds });
}

/** Forgets a message that the next page would show out of season. */
export async function clearFlash(): Promise<void> {
  (await cookies()).delete({ name: cookieName("flash"), ...cookieOptions() });
}

/** The message for this page, if a redirect left one. */
export async function readFlash(): Promise<FlashMessage | null> {
  const key = (await cookies()).get(cookieName("flash"))?.value;
  return key !== undefined && Object.hasOwn(flashMessages, key) ? flashMessages[key as FlashKey] : null;
}
