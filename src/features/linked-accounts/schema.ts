import { z } from "zod";
import { safeReturnPath } from "@/core/return-path";

/** A provider's id in a form; whether it is configured is for the action to look up. */
export const startProviderSchema = z.object({
  provider: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/),
  next: z.unknown().transform((typed) => safeReturnPath(typed) ?? "/dashboard"),
});

export const linkProviderSchema = startProviderSchema.pick({ provider: true });

export const unlinkIdentitySchema = z.object({ accountId: z.uuid() });
