import { z } from "zod";
import { faultsOf } from "./faults.mjs";
import { describedPerson, findPersona } from "./personas.mjs";

/**
 * Who comes back from one authorization, and what goes wrong on the way.
 *
 * @typedef {object} Choice
 * @property {import("./personas.mjs").Person} person
 * @property {import("./faults.mjs").Fault | null} fault
 * @property {number} delayMs before the token endpoint answers
 */

/** @typedef {"google" | "github"} ProviderName */

/**
 * One step that the provider saw, for a test to look at: its parameters, and the tokens that it gave out.
 *
 * @typedef {{ provider: ProviderName, step: "authorize" | "token" | "user" | "emails", details: Record<string, unknown> }} SeenStep
 */

const maxSeen = 1000;

const personSchema = z
  .strictObject({
    subject: z.string(),
    id: z.number().int(),
    login: z.string(),
    name: z.string().nullable(),
    email: z.string().nullable(),
    emailVerified: z.boolean(),
    picture: z.string().nullable(),
    tokenFields: z.record(z.string(), z.unknown()),
    publicEmail: z.string().nullable(),
    emails: z.array(z.strictObject({ email: z.string(), primary: z.boolean(), verified: z.boolean() })),
  })
  .partial();

const orderSchema = z
  .strictObject({
    provider: z.enum(["google", "github"]),
    persona: z.string().refine((key) => findPersona(key) !== undefined, "is no persona"),
    person: personSchema,
    fault: z.string(),
    delayMs: z.number().int().min(0).max(600_000),
  })
  .partial({ persona: true, person: true, fault: true, delayMs: true })
  .refine(
    ({ provider, fault }) => fault === undefined || faultsOf[provider].some((known) => known === fault),
    "is no fault of this provider",
  );

/** Decides who comes next where a test has said so, and remembers what was seen. */
export function createDirector() {
  /** @type {Record<ProviderName, Choice[]>} */
  const queued = { google: [], github: [] };
  /** @type {SeenStep[]} */
  const seen = [];

  return {
    /**
     * The next authorization at this provider goes through without the picker, as this persona (the verified one by default),
     * changed by `person`, with this fault.
     *
     * @param {unknown} order
     * @throws {z.ZodError} for an unknown persona, fault or field
     */
    queue(order) {
      const parsed = orderSchema.parse(order);
      queued[parsed.provider].push(choiceOf(parsed));
    },
    clear() {
      queued.google.length = 0;
      queued.github.length = 0;
      seen.length = 0;
    },
    /** @param {ProviderName} provider @returns {Choice | null} */
    takeNext: (provider) => queued[provider].shift() ?? null,
    /** @returns {SeenStep[]} the oldest first */
    seen: () => [...seen],
    /** @param {SeenStep} step */
    note(step) {
      seen.push(step);
      if (seen.length > maxSeen) seen.shift();
    },
  };
}

/** @typedef {ReturnType<typeof createDirector>} Director */

/**
 * What a developer picked on the page.
 *
 * @param {URLSearchParams} form
 * @returns {Choice | null} null where the form names nobody
 */
export function pickedChoice(form) {
  const email = form.get("email")?.trim() ?? "";
  if (form.get("persona") === "described") {
    if (email === "") return null;
    const person = describedPerson({ name: form.get("name")?.trim() || null, email, verified: form.has("verified") });
    return { person, fault: null, delayMs: 0 };
  }
  const persona = findPersona(form.get("persona") ?? "");
  if (!persona) return null;
  if (!persona.typesAddress) return choiceOf({ persona: persona.key });
  return email === "" ? null : choiceOf({ persona: persona.key, person: { email } });
}

function choiceOf({ persona: key = "verified", person = {}, fault, delayMs }) {
  const persona = findPersona(key);
  const described = persona.typesAddress
    ? describedPerson({ name: persona.person.name, email: person.email ?? persona.person.email, verified: true })
    : persona.person;
  return {
    person: { ...described, ...person },
    fault: fault ?? persona.fault ?? null,
    delayMs: delayMs ?? persona.delayMs ?? 0,
  };
}
