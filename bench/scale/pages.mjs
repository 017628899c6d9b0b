import { randomInt } from "node:crypto";

const day = (daysAgo) => new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);

/** What an administrator asks for, each time of another person or day where it names one. */
export function listPages({ users, sessions, events }) {
  const person = () => randomInt(1, users + 1);
  return [
    ...userPages(person),
    ...auditPages({ person, session: () => randomInt(1, sessions + 1), number: () => randomInt(1, events + 1) }),
  ];
}

function userPages(person) {
  const queries = {
    "newest first": () => ({}),
    "oldest first": () => ({ sort: "oldest" }),
    "by name": () => ({ sort: "name" }),
    "by address": () => ({ sort: "email" }),
    administrators: () => ({ role: "ADMIN" }),
    suspended: () => ({ state: "suspended" }),
    unconfirmed: () => ({ state: "unconfirmed" }),
    "with a password": () => ({ method: "password" }),
    "of a provider": () => ({ method: "google" }),
    "of a rare provider": () => ({ method: "gitlab" }),
    "search, a whole address": () => ({ q: `person-${person()}@example.com` }),
    "search, an address's begin": () => ({ q: `person-${person()}@` }),
    "search, a frequent name": () => ({ q: "Ada" }),
    "search, two words": () => ({ q: "grace haddad" }),
    "search, two letters": () => ({ q: "ad" }),
    "search, nobody": () => ({ q: "qqqq" }),
    "search, suspended by name": () => ({ q: "ada", state: "suspended" }),
  };
  return Object.entries(queries).map(([name, query]) => ({
    name: `users: ${name}`,
    ask: (site) => site.listUsers(query()),
  }));
}

function auditPages({ person, session, number }) {
  const queries = {
    all: () => ({}),
    "by number": () => ({ number: String(number()) }),
    "by an event": () => ({ what: "session.opened" }),
    "by a group": () => ({ what: "group:admin" }),
    refused: () => ({ result: "REFUSED" }),
    "by a reason": () => ({ reason: "limited" }),
    "by a person's id": () => ({ person: `user-${person()}` }),
    "by a person's address": () => ({ person: `person-${person()}@example.com` }),
    "by session": () => ({ session: `session-${session()}` }),
    "by request": () => ({ request: `request-${number()}` }),
    "from a day on": () => ({ from: day(randomInt(1, 900)) }),
    "to a day": () => ({ to: day(randomInt(1, 900)) }),
    "by a group, refused, in a month": () => ({
      what: "group:sign-in",
      result: "REFUSED",
      from: day(400),
      to: day(370),
    }),
    "by a person, refused": () => ({ person: `user-${person()}`, result: "REFUSED" }),
  };
  const first = Object.entries(queries).map(([name, query]) => ({
    name: `audit: ${name}`,
    ask: (site) => site.searchEvents(query()),
  }));
  return [...first, { name: "audit: a page far back", ask: (site) => site.searchEvents({}, BigInt(number())) }];
}
