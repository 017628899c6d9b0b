import { z } from "zod";
import type { CaptchaAction } from "@/core/deps";

const actions = ["signup", "signin", "forgot-password", "verification-resend"] as const satisfies CaptchaAction[];

export const captchaActionSchema = z.enum(actions);

/** What the widget wrote, or an app: beyond this length it is neither a proof of work nor a token of Turnstile's. */
export const captchaAnswerSchema = z.string().max(4096);

/** The fields of a form that may ask for a captcha; what is in them is never shown again. */
export const captchaFields = {
  captcha: captchaAnswerSchema.catch("").default(""),
  captchaByMail: z.literal("yes").optional().catch(undefined),
};
