import { dictionary } from "@zxcvbn-ts/language-common";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callAction, findAction, formArguments, redirectOf } from "../support/action-client";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import type { Answer } from "../support/exchange";
import { newAddress, newEmail, openVisitor, signedIn, signIn, type Visitor } from "../support/form-client";
import { askForReset } from "../support/mailed-links";
import { untilOneHolds } from "../support/pace";
import { startRangeService, type RangeService } from "../support/range-service";

const leaked = "a violet umbrella that leaked";

/** Far longer than the ten seconds for which the service is not asked after it was late. */
const patienceMs = 60_000;

let ranges: RangeService;
let env: Record<string, string>;
let app: App;
/** Where a site asks for no more than eight characters, of which the list knows thousands. */
let lax: App;
beforeAll(async () => {
  ranges = await startRangeService([leaked]);
  env = { ...ranges.env, CAPTCHA_MODE: "off" };
  app = await startApp({ env });
  lax = await startApp({ beside: app, env: { ...env, PASSWORD_MIN_LENGTH: "8" } });
});
afterAll(async () => {
  await lax.stop();
  await app.stop();
  ranges.close();
});

type Owner = { email: string; visitor: Visitor };
type Place = {
  action: string;
  /** Somebody who may choose a password there. */
  begin: () => Promise<Owner>;
  fields: (owner: Owner) => [string, string][];
};

/** Every place that takes a new password, as it is reached over HTTP. */
const places: Record<string, Place> = {
  "sign-up": {
    action: "signupAction",
    begin: () => Promise.resolve({ email: newEmail(), visitor: openVisitor(app) }),
    fields: ({ email }) => [
      ["name", "Ada Lovelace"],
      ["email", email],
    ],
  },
  "a reset": {
    action: "resetPasswordAction",
    begin: async () => {
      const { email } = await seedUser(app.database);
      const link = await askForReset(app, email);
      const visitor = openVisitor(app);
      await visitor.get(link.path);
      return { email, visitor };
    },
    fields: () => [],
  },
  "a first password": {
    action: "setFirstPasswordAction",
    begin: async () => {
      const { visitor, user } = await signedIn(app);
      await app.database.query(`UPDATE "User" SET "password" = NULL WHERE "id" = $1`, [user.id]);
      return { email: user.email, visitor };
    },
    fields: () => [],
  },
};

/** Offers a password from an address of its own, for this is not about limits. */
async function offer(place: Place, owner: Owner, password: string, at = app): Promise<Answer> {
  const visitor = openVisitor(at, { address: newAddress(), cookies: new Map(owner.visitor.cookies) });
  const fields: [string, string][] = [...place.fields(owner), ["password", password]];
  return await callAction(visitor, findAction(place.action), formArguments(fields));
}

const linesOf = (of: App, event: string) => of.output().split(`"event":"${event}"`).length - 1;

/** Whether the app says that the service was late: then it is not asked for a while, and nothing counts as leaked. */
const isServiceAway = () => linesOf(app, "breach_check_away") > linesOf(app, "breach_check_back");

/** Offers it to somebody new, and again where the service that it needs is away. */
async function offerHeard(place: Place, passwordOf: (email: string) => string) {
  const began = performance.now();
  for (;;) {
    const owner = await place.begin();
    const before = await hashOf(owner.email);
    const password = passwordOf(owner.email);
    const answer = await offer(place, owner, password);
    if (password !== leaked || !isServiceAway() || performance.now() - began > patienceMs)
      return { owner, before, password, answer };
  }
}

async function hashOf(email: string): Promise<string | null> {
  const [user] = await app.database.query<{ password: string | null }>(
    `SELECT "password" FROM "User" WHERE "email" = $1`,
    [email],
  );
  return user?.password ?? null;
}

const corpus: [string, (email: string) => string, RegExp][] = [
  ["nothing", () => "", /Enter a password/],
  ["seven characters", () => "7 lamps", /Use at least 15 characters/],
  ["fourteen characters", () => "seven lamps by", /Use at least 15 characters/],
  ["fourteen letters in twenty-eight pieces", () => "ḱéḿṕúíáóżḿĺŕśǵ".normalize("NFD"), /Use at least 15 characters/],
  ["two hundred and fifty-seven characters", () => "a lamp by river 7 ".repeat(15).slice(0, 257), /Use at most 256/],
  ["five thousand characters", () => "x".repeat(5_000), /Enter a shorter password/],
  ["a common one that is stretched", () => "Password123456789!", /among the first that a guesser tries/],
  ["the name of the app", () => "latchkey-latchkey-1", /(the name of this site|first that a guesser)/],
  ["one's own address", (email) => email, /Your name, your address/],
  ["one's own address with a year", (email) => `${email}2026`, /Your name, your address/],
  ["a leaked one", () => leaked, /has leaked from another site/],
];

describe.each(Object.entries(places))("a weak password at %s", (_, place) => {
  it.each(corpus)("is refused with its reason, and nothing changes: %s", async (_what, passwordOf, says) => {
    const { owner, before, password, answer } = await offerHeard(place, passwordOf);
    expect(answer.status).toBe(200);
    expect(answer.text).toMatch(says);
    if (!owner.email.includes(password) && password !== `${owner.email}2026`)
      expect(answer.text).not.toContain(password);
    expect(redirectOf(answer)).toBeUndefined();
    expect(await hashOf(owner.email)).toBe(before);
  });

  it("is not what a strong one is: that is taken", async () => {
    const owner = await place.begin();
    const answer = await offer(place, owner, app.mark("nine slow herons over the marsh"));
    expect(redirectOf(answer)).toBeDefined();
    expect(await hashOf(owner.email)).toMatch(/^\$argon2id\$/);
  });
});

describe("the top of the list, on a site that asks for eight characters", () => {
  it("signs nobody up", async () => {
    const common = dictionary["passwords-common"].slice(0, 3_000).filter((password) => password.length >= 8);
    expect(common.length).toBeGreaterThan(300);
    const place = places["sign-up"];
    if (!place) throw new Error("no sign-up");
    const taken: string[] = [];
    const queue = common.values();
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (const password of queue) {
          const answer = await offer(place, { email: newEmail(), visitor: openVisitor(lax) }, password, lax);
          expect(answer.status).toBe(200);
          if (redirectOf(answer) !== undefined) taken.push(password);
        }
      }),
    );
    expect(taken).toEqual([]);
  });
});

describe("a service of leaked passwords", () => {
  it("learns five digits of a hash, and nothing of a password that other rules refuse", async () => {
    const place = places["sign-up"];
    if (!place) throw new Error("no sign-up");
    const learn = async () => {
      const before = ranges.asked.length;
      await offer(place, await place.begin(), "Password123456789!");
      expect(ranges.asked).toHaveLength(before);
      await offer(place, await place.begin(), leaked);
      return ranges.asked.slice(before);
    };
    const began = performance.now();
    let learned = await learn();
    while (learned.length === 0 && isServiceAway() && performance.now() - began < patienceMs) learned = await learn();
    expect(learned).toEqual([expect.stringMatching(/^[0-9A-F]{5}$/)]);
  });

  it("keeps nobody from signing up for two seconds when it hangs, and is not asked again for a while", async () => {
    ranges.hang();
    const place = places["sign-up"];
    if (!place) throw new Error("no sign-up");
    /** On an instance that has not found it hanging yet. */
    const signUpThrice = async () => {
      const fresh = await startApp({ beside: app, env });
      // The first password of all waits for the dictionaries and the threads that hash.
      await offer(place, await place.begin(), "Password123456789!", fresh);
      await signedIn(fresh, await seedUser(app.database));
      const before = ranges.asked.length;
      const began = performance.now();
      const answers = [];
      for (let round = 0; round < 3; round++)
        answers.push(
          await offer(place, await place.begin(), fresh.mark(`nine slow herons over marsh ${round}`), fresh),
        );
      const pauses = Math.floor((performance.now() - began) / 10_000);
      for (const answer of answers) expect(redirectOf(answer)).toContain("/signup/check-mail");
      expect(ranges.asked.length).toBeGreaterThan(before);
      expect(ranges.asked.length).toBeLessThanOrEqual(before + 1 + pauses);
      expect(linesOf(fresh, "breach_check_away")).toBe(1);
      expect((await signIn(openVisitor(fresh), await seedUser(app.database))).path).toBe("/dashboard");
      await fresh.stop();
      return answers[0]?.ms ?? Infinity;
    };
    expect(await untilOneHolds(signUpThrice, (firstMs) => firstMs < 2_500)).toBeLessThan(2_500);
  });
});
