import { z } from "zod";
import { emailSchema } from "@/core/email";
import { captchaFields } from "@/features/captcha/schema";

/**
 * The password is optional: it keeps what was chosen at sign-up when the link is opened in another browser. So that a form without any
 * field is none of ours, the button's own is asked for.
 */
export const confirmEmailSchema = z.object({
  intent: z.literal("confirm"),
  password: z.string().max(4096, "Enter a shorter password.").default(""),
});

export const resendVerificationSchema = z.object({ email: emailSchema, ...captchaFields });

/** As people paste it: with blanks, hyphens or full-width digits. */
export const verificationCodeSchema = z.object({
  code: z
    .string({ error: "Enter the six digits from the mail." })
    .max(64, "Enter the six digits from the mail.")
    .transform((typed) => typed.normalize("NFKC").replace(/[\s\p{Cf}\p{Pd}]/gu, ""))
    .pipe(z.string().regex(/^\d{6}$/, "Enter the six digits from the mail.")),
});
