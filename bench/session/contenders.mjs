import { randomBytes } from "node:crypto";
import { betterAuth, latchkey, nextAuth, people, signIn } from "../lib/contenders.mjs";

/** Nothing listens on port 1, so changes cannot be pushed; every other statement goes its usual way. */
const noPush = { DATABASE_DIRECT_URL: "postgresql://postgres@127.0.0.1:1/none" };

const [person] = people(1);

/**
 * What is compared. `prepare` makes the tables and whoever signs in, `env` is what the server is started with, `path` is asked with the
 * cookie that `signIn` answers, and `bar` is what we hold ourselves to.
 */
export const contenders = [
  {
    id: "bare",
    name: "A bare route",
    app: "bare",
    path: "/api/me",
    env: () => ({}),
    // Next takes a request's cookies apart whether or not anybody asks: all are asked by a browser that carries one.
    signIn: async () => `next-auth.session-token=${randomBytes(300).toString("base64url")}`,
  },
  variant(latchkey, { id: "open", name: "Latchkey, asking nobody", path: "/api/open" }),
  variant(latchkey, { id: "latchkey", name: "Latchkey, changes pushed", bar: { cpuRatio: 1.15, statements: 0 } }),
  variant(latchkey, { id: "latchkey-no-push", name: "Latchkey, push down", env: noPush, bar: { statements: 1 } }),
  variant(nextAuth, { id: "next-auth" }),
  variant(betterAuth, { id: "better-auth" }),
  variant(betterAuth, { id: "better-auth-cached", name: "Better Auth, cookie cache", env: { COOKIE_CACHE: "1" } }),
];

function variant(contender, { id, name = contender.name, path = contender.mePath, env = {}, bar = {} }) {
  return {
    id,
    name,
    path,
    bar,
    app: contender.app,
    prepare: (databaseUrl) => contender.prepare(databaseUrl, [person]),
    env: (place) => ({ ...contender.env(place), ...env }),
    signIn: (port) => signIn(contender, port, person),
  };
}
