import { z } from "zod";
import { returnPathSchema } from "@/core/return-path";
import { passwordInputSchema } from "@/features/password/schema";

export const confirmPasswordSchema = z.object({
  password: passwordInputSchema,
  next: returnPathSchema("/settings"),
});
