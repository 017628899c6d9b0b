import { z } from "zod";
import { emailSchema } from "@/core/email";
import { nameSchema } from "@/core/name-schema";
import { captchaFields } from "@/features/captcha/schema";
import { passwordInputSchema } from "@/features/password/schema";

export const signupSchema = z.object({ name: nameSchema, email: emailSchema, password: passwordInputSchema });

export type SignupInput = z.output<typeof signupSchema>;

export const signupFormSchema = signupSchema.extend(captchaFields);
