import { z } from "zod";
import { safeReturnPath } from "@/core/return-path";
import { passwordInputSchema } from "@/features/password/schema";

export const confirmPasswordSchema = z.object({
  password: passwordInputSchema,
  next: z.unknown().transform((typed) => safeReturnPath(typed) ?? "/settings"),
});
