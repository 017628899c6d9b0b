import { z } from "zod";
import { nameSchema } from "@/core/name-schema";
import { ageMax, ageMin, bioMaxLength } from "./policy";

const ageFault = `Enter an age from ${ageMin} to ${ageMax}, or leave it empty.`;

export const profileSchema = z.object({
  name: nameSchema,
  bio: z
    .string()
    .default("")
    .transform((text) => text.replace(/\r\n?/g, "\n").trim())
    .pipe(
      z
        .string()
        .max(bioMaxLength, `Write at most ${bioMaxLength.toLocaleString("en")} characters.`)
        .regex(/^[^\p{Cs}\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]*$/u, {
          error: "Write without control characters.",
        }),
    ),
  age: z
    .string()
    .default("")
    .transform((text) => text.trim())
    .pipe(z.string().regex(/^\d{0,3}$/, ageFault))
    .transform((digits) => (digits === "" ? null : Number(digits)))
    .refine((age) => age === null || (age >= ageMin && age <= ageMax), ageFault),
  isPublic: z
    .literal("on")
    .optional()
    .transform((box) => box === "on"),
});

const addressFault = "Enter an address that starts with https://";

/** Of a picture elsewhere: https on its own port, and no name or password in it. */
export const pictureAddressSchema = z.object({
  address: z
    .string({ error: addressFault })
    .trim()
    .max(2_000, "Enter a shorter address.")
    .refine((text) => {
      const url = URL.parse(text);
      return url?.protocol === "https:" && url.port === "" && url.username === "" && url.password === "";
    }, addressFault),
});

export const userIdSchema = z.uuid();
