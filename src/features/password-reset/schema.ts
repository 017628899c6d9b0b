import { z } from "zod";
import { emailSchema } from "@/core/email";
import { passwordInputSchema } from "@/features/password/schema";

export const requestPasswordResetSchema = z.object({ email: emailSchema });

export const resetPasswordSchema = z.object({ password: passwordInputSchema });
