import { z } from "zod";
import { passwordInputSchema } from "@/features/password/schema";

export const setFirstPasswordSchema = z.object({ password: passwordInputSchema });
