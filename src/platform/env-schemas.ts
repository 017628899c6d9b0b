import { z } from "zod";

/** What the variables of `env.ts` are made of. A variable that is empty counts as left out. */
export const unset = (value: unknown) => (value === "" ? undefined : value);
export const optional = <T extends z.ZodType>(schema: T) => z.preprocess(unset, schema.optional());
export const required = (what: string) => z.preprocess(unset, z.string({ error: `is missing: ${what}` }));
export const wholeNumber = (min: number, max: number) =>
  z.coerce.number({ error: "must be a whole number" }).int().min(min, `must be ${min} or more`).max(max);

export const urlWith = (protocols: RegExp, what: string) =>
  z.string().refine((value) => URL.canParse(value) && protocols.test(new URL(value).protocol), `is not ${what}`);

export function isLoopback(url: string): boolean {
  return URL.canParse(url) && ["localhost", "127.0.0.1", "[::1]"].includes(new URL(url).hostname);
}
