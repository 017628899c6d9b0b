import { z } from "zod";

/** A press of the one button; the link's token is in a cookie. */
export const unlockSchema = z.object({ intent: z.literal("unlock") });
