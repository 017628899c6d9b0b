import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seedUser } from "../support/app-database";
import { openVisitor, signIn } from "../support/form-client";
import { newIdentity, startProviderApp, type ProviderApp, type ProviderName } from "../support/provider-app";
import { comeBack, countOf, expectRefused, isSignedIn, reachCallback } from "../support/provider-journey";

let app: ProviderApp;
beforeAll(async () => {
  app = await startProviderApp();
});
afterAll(async () => {
  await app.stop();
});

const providers = ["google", "github"] as const;
const elsewhere = { google: "github", github: "google" } as const;

/** The callback with some of its parameters changed; null removes one. */
function changed(callback: string, changes: Record<string, string | null>): string {
  const url = new URL(callback, app.origin);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  return url.pathname + url.search;
}

async function newTrip(provider: ProviderName) {
  const visitor = openVisitor(app);
  const person = newIdentity();
  const callback = await reachCallback({ app, visitor, order: { provider, person } });
  return { visitor, person, callback };
}

describe.each(providers)("the callback of %s", (provider) => {
  const tamperings: [string, (callback: string) => string][] = [
    ["no state", (callback) => changed(callback, { state: null })],
    ["an empty state", (callback) => changed(callback, { state: "" })],
    ["a state of somebody's own", (callback) => changed(callback, { state: "A".repeat(43) })],
    ["no code", (callback) => changed(callback, { code: null })],
    ["a code of somebody's own", (callback) => changed(callback, { code: "0123456789abcdef0123" })],
    ["another issuer's name", (callback) => changed(callback, { iss: "https://accounts.evil.example" })],
    ["an error beside the code", (callback) => changed(callback, { error: "server_error" })],
    ["the state twice", (callback) => `${callback}&state=x`],
  ];

  it.each(tamperings)("refuses %s and writes nothing", async (_, tamper) => {
    const { visitor, callback } = await newTrip(provider);
    const before = await app.database.snapshot();
    await expectRefused(visitor, await comeBack(visitor, tamper(callback)));
    expect(await app.database.snapshot()).toBe(before);
  });

  it("refuses a round trip that another browser began", async () => {
    const { callback } = await newTrip(provider);
    const before = await app.database.snapshot();
    const stranger = openVisitor(app);
    await expectRefused(stranger, await comeBack(stranger, callback));
    const beganOwn = (await newTrip(provider)).visitor;
    await expectRefused(beganOwn, await comeBack(beganOwn, callback));
    expect(await app.database.snapshot()).toBe(before);
  });

  it.each(["state", "pkce", ...(provider === "google" ? ["nonce"] : [])])(
    "refuses a browser that has lost its %s cookie",
    async (check) => {
      const { visitor, callback } = await newTrip(provider);
      const before = await app.database.snapshot();
      expect(visitor.cookies.delete(`next-auth.${check}.${provider}`)).toBe(true);
      await expectRefused(visitor, await comeBack(visitor, callback));
      expect(await app.database.snapshot()).toBe(before);
    },
  );

  it.each(["state", "pkce", ...(provider === "google" ? ["nonce"] : [])])(
    "refuses a browser whose %s cookie is another browser's",
    async (check) => {
      const [mine, other] = [await newTrip(provider), await newTrip(provider)];
      const before = await app.database.snapshot();
      const name = `next-auth.${check}.${provider}`;
      mine.visitor.cookies.set(name, other.visitor.cookies.get(name) ?? "");
      await expectRefused(mine.visitor, await comeBack(mine.visitor, mine.callback));
      expect(await app.database.snapshot()).toBe(before);
    },
  );

  it("refuses the answer to an older attempt, and takes the newest", async () => {
    const { visitor, callback: older } = await newTrip(provider);
    const person = newIdentity();
    const newest = await reachCallback({ app, visitor, order: { provider, person } });
    const before = await app.database.snapshot();
    const { cookies } = visitor;
    const twin = openVisitor(app, { cookies: new Map(cookies) });
    await expectRefused(twin, await comeBack(twin, older));
    expect(await app.database.snapshot()).toBe(before);
    expect((await comeBack(visitor, newest)).path).toBe("/dashboard");
  });

  it("lets the Back button reopen a used callback without harm", async () => {
    const { visitor, person, callback } = await newTrip(provider);
    expect((await comeBack(visitor, callback)).path).toBe("/dashboard");
    const again = await comeBack(visitor, callback);
    expect(again.status).toBe(200);
    expect(again.shown).toContain("You are signed in");
    expect(await isSignedIn(visitor)).toBe(true);
    expect(await countOf(app, person.email)).toEqual({ users: 1, accounts: 1 });
  });

  it("makes one user and one identity of twenty deliveries at the same moment", async () => {
    const { visitor, person, callback } = await newTrip(provider);
    const deliveries = Array.from({ length: 20 }, () =>
      openVisitor(app, { cookies: new Map(visitor.cookies) }).send({ path: callback }),
    );
    const answers = await Promise.all(deliveries);
    expect(answers.map(({ status }) => status).filter((status) => status >= 400)).toEqual([]);
    expect(answers.filter(({ headers }) => headers.location?.endsWith("/dashboard")).length).toBe(1);
    expect(await countOf(app, person.email)).toEqual({ users: 1, accounts: 1 });
  });

  it("makes one user and one identity of twenty browsers in which one new person arrives at the same moment", async () => {
    const person = newIdentity();
    const order = { provider, person } as const;
    const trips = [];
    for (let browser = 0; browser < 20; browser++) {
      const visitor = openVisitor(app);
      trips.push({ visitor, callback: await reachCallback({ app, visitor, order }) });
    }
    const landed = await Promise.all(trips.map(({ visitor, callback }) => comeBack(visitor, callback)));
    expect(landed.map(({ path }) => path)).toEqual(Array.from({ length: 20 }, () => "/dashboard"));
    expect(await countOf(app, person.email)).toEqual({ users: 1, accounts: 1 });
  });

  it("does not take the other provider's answer, with either state", async () => {
    const visitor = openVisitor(app);
    const other = elsewhere[provider];
    const mine = await reachCallback({ app, visitor, order: { provider, person: newIdentity() } });
    const theirs = await reachCallback({ app, visitor, order: { provider: other, person: newIdentity() } });
    const before = await app.database.snapshot();
    const jar = () => openVisitor(app, { cookies: new Map(visitor.cookies) });
    const moved = theirs.replace(`/callback/${other}`, `/callback/${provider}`);
    const state = new URL(mine, app.origin).searchParams.get("state");
    for (const callback of [moved, changed(moved, { state }), changed(moved, { state, iss: null })]) {
      const twin = jar();
      await expectRefused(twin, await comeBack(twin, callback));
    }
    expect(await app.database.snapshot()).toBe(before);
  });
});

describe("a sign-in over another person's session", () => {
  it.each(providers)("ends the session that was there when somebody else comes in by %s", async (provider) => {
    const { visitor, person, callback } = await newTrip(provider);
    const first = await seedUser(app.database);
    expect((await signIn(visitor, first)).path).toBe("/dashboard");
    const held = openVisitor(app, { cookies: new Map(visitor.cookies) });
    expect((await comeBack(visitor, callback)).path).toBe("/dashboard");
    expect((await visitor.get("/settings")).shown).toContain(person.email);
    expect(await isSignedIn(held)).toBe(false);
  });
});
