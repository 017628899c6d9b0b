import { z } from "zod";
import { emailSchema } from "@/core/email";

/** A link's token: 43 characters of base64url as we make them, or a UUID from a link mailed by the starting design. */
export const linkTokenSchema = z.string().regex(/^[A-Za-z0-9_-]{32,64}$/);

/** The password is optional: it keeps what was chosen at sign-up when the link is opened in another browser. */
export const confirmEmailSchema = z.object({ password: z.string().max(4096, "Enter a shorter password.").default("") });

export const resendVerificationSchema = z.object({ email: emailSchema });
