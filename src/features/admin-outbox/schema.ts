import { z } from "zod";
import { emailSchema } from "@/core/email";

export const mailStates = ["waiting", "sent", "dead"] as const;
export type MailState = (typeof mailStates)[number];

/** Which mails to list, as it stands in the page's address; what is none of ours is no filter. */
export const mailStateSchema = z.enum(mailStates).nullable().catch(null);
export const searchedAddressSchema = emailSchema.nullable().catch(null);

export const resendMailSchema = z.object({ mailId: z.uuid() });
export const reviveAddressSchema = z.object({ mailId: z.uuid() });
