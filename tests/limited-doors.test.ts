import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { accessTable } from "@/auth/access-table";
import { limits } from "@/features/rate-limit/policy";

type Door = { limits: readonly (keyof typeof limits)[] } | { unlimited: string };

const ends = "ends what is the person's own, and no more often than it was begun";

const byAdministrators = "is for administrators who proved themselves, one at a time";
const mailByAdministrators = "is for administrators, and mails one address five times an hour at most";

/** Everything that changes something or costs something, and by what it is limited, or why by nothing. */
const doors: Record<string, Door> = {
  changeRoleAction: { unlimited: byAdministrators },
  clearMessages: { unlimited: "exists on a developer's machine alone" },
  confirmEmailAction: { limits: ["emailVerificationConfirm"] },
  confirmPasswordAction: { limits: ["stepUp"] },
  continueAction: { unlimited: "goes on with an action that has a limit of its own" },
  continueWithProviderAction: { limits: ["providerStart"] },
  createTokenAction: { limits: ["tokenCreate"] },
  deletePostAction: { limits: ["postChange"] },
  deleteUserAction: { unlimited: byAdministrators },
  discardChangesAction: { limits: ["postChange"] },
  endOtherSessionsAction: { unlimited: ends },
  endSessionAction: { unlimited: ends },
  endUserSessionsAction: { unlimited: byAdministrators },
  linkProviderAction: { limits: ["providerStart"] },
  mailPassAction: { limits: ["captchaByMail", "captchaPassMailbox"] },
  releasePostAction: { unlimited: "is for moderators, and mails nobody" },
  removeAvatarAction: { unlimited: ends },
  removeCoverAction: { unlimited: ends },
  removePostAction: { unlimited: byAdministrators },
  requestPasswordResetAction: { limits: ["passwordResetRequest", "mailHour", "passwordResetMailbox"] },
  resendVerificationAction: { limits: ["verificationResend", "mailHour", "verificationMailbox"] },
  resendUserVerificationAction: { unlimited: mailByAdministrators },
  resendMailAction: { unlimited: "is for administrators, who each time send one mail that was owed" },
  restoreUserAction: { unlimited: byAdministrators },
  retryAddressAction: { limits: ["addressRetry"] },
  reviveRecipientAction: { unlimited: "is for administrators, and sends nothing" },
  resetPasswordAction: { limits: ["passwordResetConfirm"] },
  revokeTokenAction: { unlimited: ends },
  savePostAction: { limits: ["postChange"] },
  saveProfileAction: { limits: ["profileChange"] },
  setAvatarFromAction: { limits: ["upload"] },
  setFirstPasswordAction: { limits: ["firstPassword"] },
  setTheme: { unlimited: "sets a cookie, and writes nothing on the server" },
  signinAction: { limits: ["signin", "signinHour"] },
  signoutAction: { unlimited: ends },
  signupAction: { limits: ["signup", "mailHour", "signupMailbox"] },
  startUserResetAction: { unlimited: mailByAdministrators },
  suspendUserAction: { unlimited: byAdministrators },
  unlinkIdentityAction: { limits: ["unlinkIdentity"] },
  unlockAction: { limits: ["unlock"] },
  unpublishPostAction: { limits: ["postChange"] },
  unlockUserAction: { unlimited: byAdministrators },
  verifyByCodeAction: { limits: ["emailVerificationConfirm", "emailVerificationHour"] },
  withholdPostAction: { unlimited: "is for moderators, and mails an author once a post until it is published again" },
  "POST /api/auth/[...nextauth]": { limits: ["signin", "signinHour"] },
  "DELETE /api/v1/sessions": { unlimited: ends },
  "DELETE /api/v1/sessions/[sessionId]": { unlimited: ends },
  "POST /api/v1/sign-in": { limits: ["signin", "signinHour"] },
  "POST /api/v1/sign-out": { unlimited: ends },
  "POST /api/v1/token": { limits: ["signin", "signinHour"] },
  "POST /api/v1/token/refresh": { limits: ["tokenRefresh"] },
  "POST /api/posts/autosave": { limits: ["postAutosave", "postChange"] },
  "POST /api/posts/preview": { limits: ["postPreview"] },
  "POST /api/posts/[postId]/cover": { limits: ["upload"] },
  "POST /api/profile/avatar": { limits: ["upload"] },
  "POST /api/webhooks/resend": {
    unlimited: "is signed by the provider, and costs who has no secret one hash of a bounded text",
  },
  "GET /api/captcha": { limits: ["captchaChallenge"] },
};

const limitsOf = (door: Door) => ("limits" in door ? door.limits : []);

/** Every source file but the table of limits itself, as one text. */
async function readSources(): Promise<string> {
  const root = path.resolve(import.meta.dirname, "../src");
  const files = (await readdir(root, { recursive: true })).filter(
    (name) => /\.tsx?$/.test(name) && !/\.test\.ts$|^platform\/prisma\/|rate-limit\/policy\.ts$/.test(name),
  );
  return (await Promise.all(files.map((name) => readFile(path.join(root, name), "utf8")))).join("\n");
}

describe("everything that changes something", () => {
  it("has a limit, or a reason to have none", () => {
    const { actions, handlers } = accessTable;
    const changing = [...Object.keys(actions), ...Object.keys(handlers).filter((name) => !name.startsWith("GET "))];
    expect(changing.filter((name) => !(name in doors))).toEqual([]);
  });

  it("is still there, as far as it is listed", () => {
    const known: string[] = [...Object.keys(accessTable.actions), ...Object.keys(accessTable.handlers)];
    expect(Object.keys(doors).filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe("every limit in the table", () => {
  it("guards a door", () => {
    const used = new Set(Object.values(doors).flatMap(limitsOf));
    expect(Object.keys(limits).filter((name) => !used.has(name as keyof typeof limits))).toEqual([]);
  });

  it("is taken somewhere", async () => {
    const sources = await readSources();
    expect(Object.keys(limits).filter((name) => !sources.includes(`limits.${name}`))).toEqual([]);
  });
});
