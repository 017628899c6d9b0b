import { createHash, randomBytes, randomInt } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callAction, findAction, formArguments, redirectOf, type ServerAction } from "../support/action-client";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import type { Answer } from "../support/exchange";
import {
  newEmail,
  newPassword,
  newPerson,
  openVisitor,
  signUp,
  type FormChoice,
  type Visitor,
} from "../support/form-client";
import { signInByNextAuth } from "../support/next-auth-client";

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(async () => {
  await app.stop();
});

/** Addresses that somebody outside must not be able to tell apart. */
const kinds = {
  unknown: () => Promise.resolve(newEmail()),
  member: async () => (await seedUser(app.database)).email,
  unverified: async () => (await seedUser(app.database, { isVerified: false })).email,
  "without a password": async () => (await seedUser(app.database, { withPassword: false })).email,
  suspended: async () => {
    const { id, email } = await seedUser(app.database);
    await app.database.query(`UPDATE "User" SET "suspendedAt" = now() WHERE "id" = $1`, [id]);
    return email;
  },
};

function look(answer: Answer, email: string): string {
  const headers = Object.keys(answer.headers).sort().join(" ");
  const cookies = answer.setCookies.map((line) =>
    line
      .split(";")
      .map((part, index) => (index === 0 ? part.split("=")[0] : part.replace(/=.*/, "")))
      .join(";"),
  );
  const body = answer.text
    .replaceAll(email, "")
    .replaceAll(encodeURIComponent(email), "")
    .replace(/nonce="[^"]*"|[A-Za-z0-9+/_-]{20,}={0,2}/g, "");
  return [answer.status, redirectOf(answer), headers, ...cookies, body].join("\n");
}

const forms: [string, string, FormChoice, () => Record<string, string>][] = [
  ["sign-up", "/signup", { field: "name" }, () => ({ name: "Ada", password: newPassword(app) })],
  ["sign-in", "/signin", { field: "password" }, () => ({ password: newPassword(app) })],
  ["forgot password", "/forgot-password", { field: "email" }, () => ({})],
  ["resend", "/signup/check-mail", { button: /again|resend|new link|another/i }, () => ({})],
];

describe.each(forms)("enumeration by %s", (_, path, choice, fields) => {
  it("gives every kind of address the same answer and the same next page", async () => {
    const looks = new Map<string, string>();
    for (const [kind, address] of Object.entries(kinds)) {
      const email = await address();
      const visitor = openVisitor(app);
      visitor.cookies.set("mailed-address", encodeURIComponent(email));
      const seen: string[] = [];
      const send = visitor.send;
      visitor.send = async (outgoing) => {
        const answer = await send(outgoing);
        if (outgoing.method === "POST" || seen.length > 0) seen.push(look(answer, email));
        return answer;
      };
      await visitor.submit(await visitor.get(path), choice, { email, ...fields() });
      looks.set(kind, seen.join("\n---\n"));
    }
    for (const [kind, seen] of looks) expect(seen, kind).toBe(looks.get("unknown"));
  });
});

describe("enumeration by sign-up and sign-in with the same password", () => {
  it("gives every kind of address the same answers on every path", async () => {
    const looks = new Map<string, string>();
    for (const [kind, address] of Object.entries(kinds)) {
      const email = await address();
      const person = { email, password: newPassword(app) };
      const visitor = openVisitor(app);
      await visitor.submit(await visitor.get("/signup"), { field: "name" }, { name: "Ada", ...person });
      const form = await visitor.submit(await visitor.get("/signin"), { field: "password" }, person);
      const api = await visitor.send({
        method: "POST",
        path: "/api/v1/sign-in",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(person),
      });
      const nextAuth = await signInByNextAuth(openVisitor(app), person);
      expect(api.status, kind).toBe(401);
      looks.set(kind, [form, api, nextAuth].map((answer) => look(answer, email)).join("\n---\n"));
    }
    for (const [kind, seen] of looks) expect(seen, kind).toBe(looks.get("unknown"));
  });
});

/** Signs up, types codes that are wrong until too many were tried, and asks for another link; what each answer looks like. */
async function looksOfSignup(person: { name: string; email: string; password: string }): Promise<string[]> {
  const visitor = openVisitor(app);
  const seen: string[] = [];
  let page = await visitor.submit(await visitor.get("/signup"), { field: "name" }, person);
  seen.push(look(page, person.email));
  for (let round = 0; round < 12; round++) {
    const elsewhere = openVisitor(app, { cookies: visitor.cookies });
    page = await elsewhere.submit(page, { field: "code" }, { code: "000000" });
    seen.push(look(page, person.email).replace(/\b\d+ (second|minute)s?\b/g, "n"));
  }
  const again = await visitor.submit(page, { button: /again|resend|new link|another/i }, { email: person.email });
  return [...seen, look(again, person.email)];
}

describe("enumeration by the code in the mail", () => {
  it("gives every kind of address the same page after sign-up and the same answers to codes, until too many were tried", async () => {
    const looks = new Map<string, string>();
    for (const [kind, address] of Object.entries(kinds)) {
      const seen = await looksOfSignup({ name: "Ada", email: await address(), password: newPassword(app) });
      expect(seen[1], kind).toContain("This code does not work.");
      expect(seen[12], kind).toContain("Too many tries.");
      looks.set(kind, seen.join("\n---\n"));
    }
    for (const [kind, seen] of looks) expect(seen, kind).toBe(looks.get("unknown"));
  });
});

describe("guessing the password of somebody else's sign-up by signing up with it", () => {
  it("answers the right guess like a wrong one, whatever is asked afterwards", async () => {
    const looks: string[] = [];
    for (const isRight of [true, false]) {
      const victim = newPerson(app);
      await signUp(openVisitor(app), victim);
      const password = isRight ? victim.password : newPassword(app);
      looks.push((await looksOfSignup({ name: "Mallory", email: victim.email, password })).join("\n---\n"));
    }
    expect(looks[0]).toBe(looks[1]);
  });
});

describe("enumeration by NextAuth's sign-in", () => {
  it("gives every kind of address the same answer", async () => {
    const looks = new Set<string>();
    for (const address of Object.values(kinds)) {
      const email = await address();
      looks.add(look(await signInByNextAuth(openVisitor(app), { email, password: newPassword(app) }), email));
    }
    expect(looks.size).toBe(1);
  });

  it("answers alike when an account is locked and when it does not exist", async () => {
    const looks = new Set<string>();
    for (const address of Object.values(kinds)) {
      const email = await address();
      let last: Answer | undefined;
      for (let round = 0; round < 11; round++)
        last = await signInByNextAuth(openVisitor(app), { email, password: newPassword(app) });
      looks.add(look(last as Answer, email).replace(/\d+/g, "n"));
    }
    expect(looks.size).toBe(1);
  });
});

type Timed = {
  action: string;
  known: keyof typeof kinds;
  /** How many visitors try at once: one where the time itself tells, four where the answer waits for an even moment. */
  lanes: 1 | 4;
  fields: (email: string) => [string, string][];
  /** What the visitor's browser holds, where the form names no address. */
  carry?: (visitor: Visitor, email: string) => Promise<void>;
};

const tries = 100;
const timed: Record<string, Timed> = {
  "sign-up": {
    action: "signupAction",
    lanes: 4,
    known: "member",
    fields: (email) => [
      ["name", "Ada"],
      ["email", email],
      ["password", newPassword(app)],
    ],
  },
  "sign-in": {
    action: "signinAction",
    lanes: 1,
    known: "member",
    fields: (email) => [
      ["email", email],
      ["password", newPassword(app)],
    ],
  },
  "sign-in without a password": {
    action: "signinAction",
    lanes: 1,
    known: "without a password",
    fields: (email) => [
      ["email", email],
      ["password", newPassword(app)],
    ],
  },
  "forgot password": {
    action: "requestPasswordResetAction",
    lanes: 4,
    known: "member",
    fields: (email) => [["email", email]],
  },
  resend: { action: "resendVerificationAction", lanes: 4, known: "unverified", fields: (email) => [["email", email]] },
  "a wrong code": {
    action: "verifyByCodeAction",
    lanes: 4,
    known: "unverified",
    fields: () => [["code", "000000"]],
    carry: waitForCode,
  },
};

/** Gives the visitor the cookies of who just signed up, and the account, where there is one, a code that this browser may type. */
async function waitForCode(visitor: Visitor, email: string): Promise<void> {
  const secret = randomBytes(32).toString("base64url");
  visitor.cookies.set("signup-browser", secret).set("mailed-address", encodeURIComponent(email));
  const hash = (text: string) => createHash("sha256").update(text).digest("hex");
  await app.database.query(
    `INSERT INTO "OneTimeToken" (id, "userId", purpose, "tokenHash", "createdAt", "expiresAt", "browserHash", "codeHash", "codeExpiresAt")
     SELECT $2, id, 'VERIFY_EMAIL', $2, now(), now() + interval '1 day', $3, $2, now() + interval '10 minutes' FROM "User" WHERE email = $1`,
    [email, hash(email), hash(secret)],
  );
}

async function timeOf(visitor: Visitor, action: ServerAction, fields: [string, string][]): Promise<number> {
  const answer = await callAction(visitor, action, formArguments(fields));
  expect(answer.status).toBeLessThan(400);
  return answer.ms;
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return ((sorted[middle] ?? 0) + (sorted[sorted.length - 1 - middle] ?? 0)) / 2;
}

type Times = Record<"known" | "unknown", number[]>;

/** Tries one known and one unknown address; which goes first is chance, so that what one leaves behind for the other is shared evenly. */
async function tryPair(timed: Timed, emails: { known: string; unknown: string }, times: Times) {
  const action = findAction(timed.action);
  const visitors = { known: openVisitor(app), unknown: openVisitor(app) };
  for (const kind of ["known", "unknown"] as const) await timed.carry?.(visitors[kind], emails[kind]);
  const order: ("known" | "unknown")[] = randomInt(2) === 1 ? ["known", "unknown"] : ["unknown", "known"];
  for (const kind of order) times[kind].push(await timeOf(visitors[kind], action, timed.fields(emails[kind])));
}

async function tryRound(flow: Timed, times: Times): Promise<void> {
  const before = times.known.length;
  const pairs = await Promise.all(
    Array.from({ length: tries }, async () => ({ known: await kinds[flow.known](), unknown: await kinds.unknown() })),
  );
  const queue = pairs.values();
  await Promise.all(
    Array.from({ length: flow.lanes }, async () => {
      for (const emails of queue) await tryPair(flow, emails, times);
    }),
  );
  expect([times.known.length, times.unknown.length]).toEqual([before + tries, before + tries]);
}

/** By what part of the shorter one the two medians differ, of all tries so far. */
function apart(times: Times): number {
  const [known, unknown] = [median(times.known), median(times.unknown)];
  return Math.abs(known - unknown) / Math.min(known, unknown);
}

/** How many rounds of tries a difference may take to vanish in: a machine that is busy for a moment is no leak, and a leak stays. */
const roundsMax = 4;

describe("enumeration by the clock", () => {
  it.each(Object.entries(timed))(
    `${tries} interleaved tries of %s, or some times as many, take a known and an unknown address equally long`,
    async (_, flow) => {
      await timeOf(openVisitor(app), findAction(flow.action), flow.fields(newEmail()));
      const times: Times = { known: [], unknown: [] };
      do await tryRound(flow, times);
      while (apart(times) >= 0.1 && times.known.length < tries * roundsMax);
      expect(apart(times), `known ${median(times.known)} ms, unknown ${median(times.unknown)} ms`).toBeLessThan(0.1);
    },
    600_000,
  );
});
