import type { Role } from "@/platform/prisma/enums";
import { uuidOf, type Dice } from "./dice";

/** A domain of nobody's (RFC 2606), so that no mail ever reaches a stranger; an address in it says that the demo data is there. */
export const demoDomain = "demo.latchkey.example";

/** Everybody's in the demo data who has a password. It is printed, and stands here: nothing that counts may run with it. */
export const demoPassword = "three keys on one brass ring";

export type DemoPerson = {
  id: string;
  name: string;
  email: string;
  role: Role;
  /** The way in: with a provider there is no password. */
  method: "password" | "google" | "github";
  isVerified: boolean;
  isSuspended: boolean;
  /** How many hours ago they signed up. */
  age: number;
};

export const cast = {
  admin: persona("Ada Admin", "admin", { role: "ADMIN" }),
  moderator: persona("Moira Moderator", "moderator", { role: "MODERATOR" }),
  writer: persona("Wanda Writer", "writer"),
  reader: persona("Ravi Reader", "reader"),
  unconfirmed: persona("Una Unconfirmed", "unconfirmed", { isVerified: false, age: 30 }),
  suspended: persona("Silas Suspended", "suspended", { isSuspended: true }),
  provided: persona("Gil GitHub", "github", { method: "github" }),
} as const;

export type Cast = typeof cast;

/** Those whom one plays, and those whom one looks at because they cannot come in; first the administrator. */
export const personas: readonly DemoPerson[] = Object.values(cast);

/** What keeps somebody from signing in by the password; null where nothing does. */
export function hindrance({ method, isVerified, isSuspended }: DemoPerson): string | null {
  if (isSuspended) return "suspended";
  if (!isVerified) return "not confirmed";
  return method === "password" ? null : "has no password";
}

/** When a person who is suspended was: late in their time here. */
export function suspendedAt({ age }: DemoPerson, now: Date): Date {
  return new Date(now.getTime() - age * 0.05 * 3_600_000);
}

const firstNames = [
  ...["Amina", "Björn", "Carmen", "Dmitri", "Elif", "Farid", "Greta", "Hana", "Ines", "Jonas"],
  ...["Keiko", "Liam", "Mateo", "Nadia", "Olu", "Priya", "Quentin", "Rosa", "Sven", "Tomás"],
] as const;
const lastNames = [
  ...["Adeyemi", "Bianchi", "Castro", "Dubois", "Eriksen", "Fischer", "García", "Haddad", "Ivanova", "Jansen"],
  ...["Kowalski", "Lindqvist", "Moreau", "Nakamura", "Okafor"],
] as const;

/** As many as there are pairs of a first and a last name: 300, most of them of the last 60 days. */
export function inventPeople(dice: Dice): DemoPerson[] {
  return firstNames.flatMap((first) => lastNames.map((last) => invent(dice, first, last)));
}

function invent(dice: Dice, first: string, last: string): DemoPerson {
  const email = `${plain(first)}.${plain(last)}@${demoDomain}`;
  const method = dice.pick(["password", "password", "password", "google", "github"] as const);
  const isVerified = method !== "password" || dice.chance(0.92);
  return {
    id: uuidOf(email),
    name: `${first} ${last}`,
    email,
    role: "USER",
    method,
    isVerified,
    isSuspended: isVerified && dice.chance(0.02),
    // More in later weeks than in earlier ones, as where a site grows.
    age: (Math.min(dice.below(60), dice.below(75)) + 1) * 24 - dice.below(10),
  };
}

function persona(name: string, local: string, unlike: Partial<DemoPerson> = {}): DemoPerson {
  const email = `${local}@${demoDomain}`;
  const usual = { role: "USER", method: "password", isVerified: true, isSuspended: false, age: 60 * 24 } as const;
  return { id: uuidOf(email), name, email, ...usual, ...unlike };
}

function plain(name: string): string {
  return name
    .normalize("NFD")
    .replace(/[^A-Za-z]/g, "")
    .toLowerCase();
}
