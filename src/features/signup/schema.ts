import { z } from "zod";
import { emailSchema } from "@/core/email";
import { captchaFields } from "@/features/captcha/schema";
import { passwordInputSchema } from "@/features/password/schema";
import { nameMaxLength } from "./policy";

export const nameSchema = z
  .string({ error: "Enter your name." })
  .trim()
  .min(1, "Enter your name.")
  .max(nameMaxLength, `Enter a name of at most ${nameMaxLength} characters.`)
  .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]*$/u, "Enter a name without control characters.");

export const signupSchema = z.object({ name: nameSchema, email: emailSchema, password: passwordInputSchema });

export type SignupInput = z.output<typeof signupSchema>;

export const signupFormSchema = signupSchema.extend(captchaFields);
