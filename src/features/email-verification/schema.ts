import { z } from "zod";
import { emailSchema } from "@/core/email";

/** The password is optional: it keeps what was chosen at sign-up when the link is opened in another browser. */
export const confirmEmailSchema = z.object({ password: z.string().max(4096, "Enter a shorter password.").default("") });

export const resendVerificationSchema = z.object({ email: emailSchema });
