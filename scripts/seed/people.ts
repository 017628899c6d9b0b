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

/** Those whom one plays, first the administrator. */
export const personas: readonly DemoPerson[] = [
  persona("Ada Admin", "admin", "ADMIN"),
  persona("Moira Moderator", "moderator", "MODERATOR"),
  persona("Wanda Writer", "writer", "USER"),
  persona("Ravi Reader", "reader", "USER"),
];

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

function persona(name: string, local: string, role: Role): DemoPerson {
  const email = `${local}@${demoDomain}`;
  return {
    id: uuidOf(email),
    name,
    email,
    role,
    method: "password",
    isVerified: true,
    isSuspended: false,
    age: 60 * 24,
  };
}

function plain(name: string): string {
  return name
    .normalize("NFD")
    .replace(/[^A-Za-z]/g, "")
    .toLowerCase();
}
