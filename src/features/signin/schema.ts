import { z } from "zod";
import { emailSchema } from "@/core/email";
import { returnPathSchema } from "@/core/return-path";
import { captchaFields } from "@/features/captcha/schema";
import { passwordInputSchema } from "@/features/password/schema";

export const credentialsSchema = z.object({ email: emailSchema, password: passwordInputSchema });

/** `next` is the page that asked; what does not stay on this site is dropped, not refused. */
export const signinSchema = credentialsSchema.extend({
  next: returnPathSchema("/dashboard"),
  captcha: captchaFields.captcha,
});

export type Credentials = z.output<typeof credentialsSchema>;
