import type { Limit } from "@/core/deps";

/** Fixed by the product for every form that anybody may post: a person needs one or two, five leave room for mistakes. */
const fiveAMinute = { max: 5, windowSeconds: 60 };

/** Every limit by client, in one glance. The limit by account is `guessLimit` in `features/signin/policy.ts`. */
export const limits = {
  signup: { name: "signup", ...fiveAMinute },
  signin: { name: "signin", ...fiveAMinute },
  passwordResetRequest: { name: "password-reset-request", ...fiveAMinute },
  passwordResetConfirm: { name: "password-reset-confirm", ...fiveAMinute },
  emailVerificationConfirm: { name: "email-verification-confirm", ...fiveAMinute },
  verificationResend: { name: "verification-resend", ...fiveAMinute },
  stepUp: { name: "step-up", ...fiveAMinute },
  firstPassword: { name: "first-password", ...fiveAMinute },
  // A click a provider: a person who tries both, and comes back twice, is still well below.
  providerStart: { name: "provider-start", max: 10, windowSeconds: 60 },
} as const satisfies Record<string, Limit>;
