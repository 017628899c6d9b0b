import { z } from "zod";
import { returnPathSchema } from "@/core/return-path";

/** A provider's id in a form; whether it is configured is for the action to look up. */
export const startProviderSchema = z.object({
  provider: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/),
  next: returnPathSchema("/dashboard"),
});

export const linkProviderSchema = startProviderSchema.pick({ provider: true });

export const unlinkIdentitySchema = z.object({ accountId: z.uuid() });
