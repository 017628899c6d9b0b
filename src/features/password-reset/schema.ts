import { z } from "zod";
import { emailSchema } from "@/core/email";
import { captchaFields } from "@/features/captcha/schema";
import { passwordInputSchema } from "@/features/password/schema";

export const requestPasswordResetSchema = z.object({ email: emailSchema, ...captchaFields });

export const resetPasswordSchema = z.object({ password: passwordInputSchema });
