import { createHash } from "node:crypto";

/**
 * Somebody as a provider knows them.
 *
 * @typedef {object} Person
 * @property {string} subject Google's `sub`
 * @property {number} id GitHub's number
 * @property {string} login GitHub's user name
 * @property {string | null} name
 * @property {string | null} email
 * @property {boolean} emailVerified
 * @property {string | null} picture null lets the provider draw one
 * @property {Record<string, unknown>} tokenFields what the token endpoint adds to its answer
 * @property {string | null} [publicEmail] what GitHub's profile shows
 * @property {{ email: string, primary: boolean, verified: boolean }[]} [emails] GitHub's list, in the place of the usual one
 */

/**
 * @typedef {object} Persona
 * @property {string} key
 * @property {string} title
 * @property {string} summary what happens, for the developer who picks
 * @property {"person" | "trouble"} group
 * @property {Person} person
 * @property {boolean} [typesAddress] the developer types the address
 * @property {import("./faults.mjs").Fault} [fault]
 * @property {number} [delayMs] before the token endpoint answers
 */

/** Twice what an app may keep a person waiting. */
export const slowMs = 20_000;

const nameOfHostileBytes = 10 * 1024;

const vera = {
  subject: "100000000000000000001",
  id: 1_000_001,
  login: "vera-verified",
  name: "Vera Verified",
  email: "vera.verified@example.com",
  emailVerified: true,
  picture: null,
  tokenFields: {},
};

/** @type {Persona[]} */
export const personas = [
  { key: "verified", title: vera.name, summary: "A person with a verified address.", group: "person", person: vera },
  {
    key: "unverified",
    title: "Uma Unverified",
    summary: "Claims an address that the provider has not verified.",
    group: "person",
    person: {
      ...vera,
      subject: "100000000000000000002",
      id: 1_000_002,
      login: "uma-unverified",
      name: "Uma Unverified",
      email: "uma.unverified@example.com",
      emailVerified: false,
    },
  },
  {
    key: "no-email",
    title: "Noel Silent",
    summary: "The provider tells no address.",
    group: "person",
    person: {
      ...vera,
      subject: "100000000000000000003",
      id: 1_000_003,
      login: "noel-silent",
      name: "Noel Silent",
      email: null,
      emailVerified: false,
    },
  },
  {
    key: "same-address",
    title: "Same address as a local user",
    summary: "Somebody whom the provider vouches for under an address that may have an account here already.",
    group: "person",
    typesAddress: true,
    person: { ...vera, name: "Sam Same" },
  },
  {
    key: "hostile",
    title: "Hostile profile",
    summary: "A name of 10 kB with HTML in it, a picture that is a script, and token fields that nobody asked for.",
    group: "trouble",
    person: {
      subject: "hostile:0:1",
      id: 1_000_004,
      login: "hostile-profile",
      name: hostileName(),
      email: "hostile.profile@example.com",
      emailVerified: true,
      picture: "javascript:alert(document.domain)",
      tokenFields: {
        refresh_token: "local-refresh-token",
        refresh_token_expires_in: 15_811_200,
        "not-before-policy": 0,
        // NextAuth v4 spreads the token answer over its own account object, these names included.
        provider: "credentials",
        providerAccountId: "1",
        userId: "00000000-0000-0000-0000-000000000000",
        type: "email",
      },
    },
  },
  {
    key: "denies",
    title: "Says no",
    summary: "Declines to share anything: the provider answers access_denied.",
    group: "trouble",
    person: vera,
    fault: "access-denied",
  },
  {
    key: "slow",
    title: "Slow provider",
    summary: `The token endpoint takes ${slowMs / 1000} seconds.`,
    group: "trouble",
    person: vera,
    delayMs: slowMs,
  },
  {
    key: "broken",
    title: "Broken provider",
    summary: "The token endpoint answers with status 500.",
    group: "trouble",
    person: vera,
    fault: "token-500",
  },
];

/** @param {string} key @returns {Persona | undefined} */
export function findPersona(key) {
  return personas.find((persona) => persona.key === key);
}

/**
 * Whoever the developer describes. The same address is the same person each time, with the same subject.
 *
 * @param {{ name: string | null, email: string, verified: boolean }} described
 * @returns {Person}
 */
export function describedPerson({ name, email, verified }) {
  const hash = createHash("sha256").update(email.trim().toLowerCase()).digest();
  return {
    subject: `1${hash.readBigUInt64BE(0).toString().padStart(20, "0")}`,
    // Beyond every persona's number, and far inside what a number can hold.
    id: 2_000_000 + hash.readUInt32BE(8),
    login: `${loginOf(email)}-${hash.toString("hex", 12, 15)}`,
    name,
    email: email.trim(),
    emailVerified: verified,
    picture: null,
    tokenFields: {},
  };
}

/** @param {string} email */
function loginOf(email) {
  const local = email.split("@")[0] ?? "";
  return local.replace(/[^A-Za-z0-9]+/g, "-").slice(0, 24) || "somebody";
}

function hostileName() {
  const markup = `"><script>alert(1)</script><img src=x onerror=alert(2)>\u202E\u0000\r\nBcc: everybody@example.com `;
  return markup.repeat(Math.ceil(nameOfHostileBytes / markup.length)).slice(0, nameOfHostileBytes);
}
