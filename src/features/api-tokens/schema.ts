import { z } from "zod";
import { scopeNames, tokenLifetimesDays, tokenNameMaxLength, type Scope } from "./policy";

const checkbox = z.literal("on").optional();

/** A field for each scope, as a form has a box for each. */
const scopeFields = Object.fromEntries(scopeNames.map((scope) => [scope, checkbox])) as Record<Scope, typeof checkbox>;

const lifetimes = tokenLifetimesDays.map(String);

export const createTokenSchema = z
  .object({
    name: z
      .string({ error: "Give the token a name." })
      .trim()
      .min(1, "Give the token a name.")
      .max(tokenNameMaxLength, `Choose a name of at most ${tokenNameMaxLength} characters.`)
      .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]*$/u, "Choose a name without control characters."),
    lifetimeDays: z.enum(lifetimes, { error: "Choose how long the token lives." }),
    ...scopeFields,
  })
  .refine((typed) => chosenScopes(typed).length > 0, {
    path: ["scopes"],
    message: "Choose at least one thing that the token may do.",
  });

export function chosenScopes(typed: Readonly<Partial<Record<Scope, string | undefined>>>): Scope[] {
  return scopeNames.filter((scope) => typed[scope] === "on");
}

export const revokeTokenSchema = z.object({ tokenId: z.uuid() });
