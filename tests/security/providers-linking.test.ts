import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Order } from "../../src/local/identity-provider/identity-provider.mjs";
import { seedUser } from "../support/app-database";
import { newPassword, openVisitor, signedIn, signIn, type Page, type Visitor } from "../support/form-client";
import { newIdentity, startProviderApp, type ProviderApp } from "../support/provider-app";
import {
  ageProof,
  comeBack,
  continueWith,
  countOf,
  isSignedIn,
  leaveFor,
  linksOf,
  nameOf,
  pressProvider,
  reachCallback,
  signedInBy,
} from "../support/provider-journey";

let app: ProviderApp;
beforeAll(async () => {
  app = await startProviderApp();
});
afterAll(async () => {
  await app.stop();
});

const providers = ["google", "github"] as const;
const methods = "/settings/sign-in-methods";
const linking = { from: methods, verb: "Link" } as const;

async function mailsAbout(email: string, sentence: RegExp): Promise<string[]> {
  await app.resend.waitForMail(email);
  return app.resend
    .mailsTo(email)
    .map(({ subject }) => subject)
    .filter((subject) => sentence.test(subject));
}

async function linkIn(visitor: Visitor, order: Order): Promise<Page> {
  return await continueWith({ app, visitor, order }, linking);
}

async function unlink(visitor: Visitor, provider: (typeof providers)[number]): Promise<Page> {
  return await visitor.submit(await visitor.get(methods), { button: new RegExp(`^Remove ${nameOf[provider]}$`) });
}

describe.each(providers)("an address that has an account here already, at %s", (provider) => {
  it("links nothing until the local account's owner has signed in, and then by itself, with a mail", async () => {
    const user = await seedUser(app.database);
    const visitor = openVisitor(app);
    const person = { ...newIdentity(), email: user.email };
    const landed = await continueWith({ app, visitor, order: { provider, person } });
    expect(landed.path).toBe("/signin?error=LinkNeedsProof");
    expect(landed.shown).toContain("An account with this address exists already");
    expect(await isSignedIn(visitor)).toBe(false);
    expect(await linksOf(app, user.id)).toEqual([]);
    expect((await signIn(visitor, user)).path).toBe("/dashboard");
    expect(await linksOf(app, user.id)).toHaveLength(1);
    expect((await visitor.get(methods)).shown).toContain(`Remove ${nameOf[provider]}`);
    expect(await mailsAbout(user.email, /can now sign in/)).toEqual([
      `${nameOf[provider]} can now sign in to your account`,
    ]);
    expect((await continueWith({ app, visitor: openVisitor(app), order: { provider, person } })).path).toBe(
      "/dashboard",
    );
  });

  it("gives the holder of the provider's identity nothing when the password is not known", async () => {
    const user = await seedUser(app.database);
    const attacker = openVisitor(app);
    await continueWith({
      app,
      visitor: attacker,
      order: { provider, person: { ...newIdentity(), email: user.email } },
    });
    await signIn(attacker, { email: user.email, password: newPassword(app) });
    expect(await isSignedIn(attacker)).toBe(false);
    expect(await linksOf(app, user.id)).toEqual([]);
    // Whoever signs in here next, the link was meant for nobody but the address's owner.
    const other = await seedUser(app.database);
    await signIn(attacker, other);
    expect(await linksOf(app, other.id)).toEqual([]);
    expect(await linksOf(app, user.id)).toEqual([]);
  });

  it("is treated the same however its letters are written", async () => {
    const user = await seedUser(app.database);
    const person = { ...newIdentity(), email: user.email.toUpperCase() };
    const landed = await continueWith({ app, visitor: openVisitor(app), order: { provider, person } });
    expect(landed.path).toBe("/signin?error=LinkNeedsProof");
    expect(await countOf(app, user.email)).toEqual({ users: 1, accounts: 0 });
  });
});

describe.each(providers)("linking %s to an account from its settings", (provider) => {
  it("adds the identity, whatever its address, and tells the owner", async () => {
    const { visitor, user } = await signedIn(app);
    const person = newIdentity();
    const landed = await linkIn(visitor, { provider, person });
    expect(landed.path).toBe(methods);
    expect(landed.shown).toContain(`Remove ${nameOf[provider]}`);
    expect(await linksOf(app, user.id)).toEqual([
      `${provider} ${{ google: person.subject, github: person.id }[provider]}`,
    ]);
    expect(await countOf(app, person.email)).toEqual({ users: 0, accounts: 0 });
    expect(await mailsAbout(user.email, /can now sign in/)).toHaveLength(1);
  });

  it("asks for a fresh proof before it starts, and takes the password as one", async () => {
    const { visitor, user } = await signedIn(app);
    await ageProof(app, user.id, 11);
    const asked = await pressProvider(visitor, provider, linking);
    expect(asked.headers.location).toBe(`/confirm?next=${encodeURIComponent("/confirm/continue")}`);
    const confirm = await visitor.get(asked.headers.location ?? "");
    const wrong = await visitor.submit(confirm, { field: "password" }, { password: newPassword(app) });
    expect(wrong.shown).toContain("not your password");
    expect((await pressProvider(visitor, provider, linking)).headers.location).toMatch(/^\/confirm/);
    const right = await visitor.submit(confirm, { field: "password" }, { password: user.password });
    expect(right.path).toBe("/confirm/continue");
    await linkIn(visitor, { provider, person: newIdentity() });
    expect(await linksOf(app, user.id)).toHaveLength(1);
  });

  it("refuses a proof that has grown old during the round trip", async () => {
    const { visitor, user } = await signedIn(app);
    const callback = await reachCallback({ app, visitor, order: { provider, person: newIdentity() } }, linking);
    await ageProof(app, user.id, 11);
    const landed = await comeBack(visitor, callback);
    expect(landed.path).toBe(`${methods}?error=LinkNeedsFreshProof`);
    expect(landed.shown).toContain("took too long");
    expect(await linksOf(app, user.id)).toEqual([]);
  });

  it("refuses an identity of somebody else and tells nothing about them", async () => {
    const owner = await signedInBy(app, provider);
    const { visitor, user } = await signedIn(app);
    const before = await linksOf(app, owner.userId);
    const landed = await linkIn(visitor, { provider, person: owner.person });
    expect(landed.path).toBe(`${methods}?error=LinkRefused`);
    expect(landed.shown).toContain("This could not be linked. Try another account of that provider.");
    for (const fact of [owner.person.email, owner.userId, owner.person.login]) expect(landed.text).not.toContain(fact);
    expect(await linksOf(app, user.id)).toEqual([]);
    expect(await linksOf(app, owner.userId)).toEqual(before);
    expect((await visitor.get("/settings")).shown).toContain(user.email);
  });

  it("gives an identity to one of two people who link it at the same moment", async () => {
    const person = newIdentity();
    const rivals = await Promise.all([signedIn(app), signedIn(app)]);
    const callbacks: string[] = [];
    for (const { visitor } of rivals)
      callbacks.push(await reachCallback({ app, visitor, order: { provider, person } }, linking));
    const landed = await Promise.all(rivals.map(({ visitor }, index) => comeBack(visitor, callbacks[index] ?? "")));
    expect(landed.map(({ status }) => status)).toEqual([200, 200]);
    expect(landed.map(({ path }) => path).sort()).toEqual([methods, `${methods}?error=LinkRefused`]);
    const links = await Promise.all(rivals.map(({ user }) => linksOf(app, user.id)));
    expect(links.flat()).toHaveLength(1);
    for (const { visitor, user } of rivals) expect((await visitor.get("/settings")).shown).toContain(user.email);
  });

  it("links nothing to a session that was ended meanwhile", async () => {
    const { visitor, user } = await signedIn(app);
    const callback = await reachCallback({ app, visitor, order: { provider, person: newIdentity() } }, linking);
    const stolen = openVisitor(app, { cookies: new Map(visitor.cookies) });
    await app.database.query(`DELETE FROM "Session" WHERE "userId" = $1`, [user.id]);
    await comeBack(stolen, callback);
    expect(await linksOf(app, user.id)).toEqual([]);
    const restarted = await pressProvider(openVisitor(app, { cookies: new Map(visitor.cookies) }), provider);
    expect(restarted.headers.location).toBeDefined();
    expect(await linksOf(app, user.id)).toEqual([]);
  });

  it("does not move the wish to link to another session", async () => {
    const attacker = await signedIn(app);
    const victim = await signedIn(app);
    await pressProvider(attacker.visitor, provider, linking);
    const intent = attacker.visitor.cookies.get("link-intent");
    expect(intent).toBeDefined();
    // The victim's own browser, signed in, with the attacker's wish and a round trip of the attacker's in it.
    const trip = openVisitor(app);
    const callback = await reachCallback({ app, visitor: trip, order: { provider, person: newIdentity() } });
    for (const [name, value] of trip.cookies) victim.visitor.cookies.set(name, value);
    victim.visitor.cookies.set("link-intent", intent ?? "");
    await comeBack(victim.visitor, callback);
    expect(await linksOf(app, victim.user.id)).toEqual([]);
  });

  it("changes nothing when a callback that an attacker left open is opened in a signed-in browser", async () => {
    const victim = await signedIn(app);
    const attackers = newIdentity();
    const callback = await reachCallback({ app, visitor: openVisitor(app), order: { provider, person: attackers } });
    const before = await app.database.snapshot();
    const landed = await comeBack(victim.visitor, callback);
    expect(landed.status).toBe(200);
    expect(landed.shown).toContain(victim.user.email);
    expect(await app.database.snapshot()).toBe(before);
    // Also while the victim has a link of their own under way.
    await leaveFor(victim.visitor, provider, linking);
    const waiting = await app.database.snapshot();
    await comeBack(victim.visitor, callback);
    expect(await app.database.snapshot()).toBe(waiting);
    expect((await victim.visitor.get("/settings")).shown).toContain(victim.user.email);
  });

  it("is over when the person declines: a later confirmation with another identity adds nothing", async () => {
    const { visitor, person, userId } = await signedInBy(app, provider);
    await linkIn(visitor, { provider, persona: "denies" });
    expect(await linksOf(app, userId)).toHaveLength(1);
    await continueWith(
      { app, visitor, order: { provider, person: newIdentity() } },
      { from: "/confirm?next=/settings" },
    );
    expect(await linksOf(app, userId)).toHaveLength(1);
    expect(await countOf(app, person.email)).toEqual({ users: 1, accounts: 1 });
  });
});

describe.each(providers)("unlinking %s", (provider) => {
  it("takes a fresh proof, ends the other sessions and tells the owner", async () => {
    const { visitor, user } = await signedIn(app);
    const person = newIdentity();
    await linkIn(visitor, { provider, person });
    const other = (await signedIn(app, user)).visitor;
    await ageProof(app, user.id, 11);
    expect((await unlink(visitor, provider)).path).toMatch(/^\/confirm/);
    expect(await linksOf(app, user.id)).toHaveLength(1);
    const confirm = await visitor.get(`/confirm?next=${methods}`);
    const page = await visitor.submit(confirm, { field: "password" }, { password: user.password });
    expect(page.path).toBe(methods);
    expect((await unlink(visitor, provider)).path).toBe(methods);
    expect(await linksOf(app, user.id)).toEqual([]);
    expect([await isSignedIn(visitor), await isSignedIn(other)]).toEqual([true, false]);
    await app.resend.waitForMail(user.email, { count: 2 });
    expect(await mailsAbout(user.email, /can no longer sign in/)).toHaveLength(1);
  });

  it("takes a round trip with a linked provider as a fresh proof", async () => {
    const { visitor, person, userId } = await signedInBy(app, provider);
    await ageProof(app, userId, 11);
    expect((await pressProvider(visitor, provider, linking)).headers.location).toMatch(/^\/confirm/);
    const from = `/confirm?next=${encodeURIComponent(methods)}`;
    expect((await continueWith({ app, visitor, order: { provider, person } }, { from })).path).toBe(methods);
    const location = (await pressProvider(visitor, provider, linking)).headers.location ?? "";
    expect(new URL(location, app.origin).port).toBe(String(app.provider.port));
  });

  it("refuses the last way in", async () => {
    const { visitor, userId } = await signedInBy(app, provider);
    const page = await unlink(visitor, provider);
    expect(page.shown).toContain("the only way into your account");
    expect(await linksOf(app, userId)).toHaveLength(1);
  });

  it("refuses an identity of somebody else", async () => {
    const owner = await signedInBy(app, provider);
    const { visitor, user } = await signedIn(app);
    await linkIn(visitor, { provider, person: newIdentity() });
    const [row] = await app.database.query<{ id: string }>(`SELECT id FROM "Account" WHERE "userId" = $1`, [
      owner.userId,
    ]);
    const page = await visitor.get(methods);
    const answer = await visitor.submit(page, { field: "accountId" }, { accountId: row?.id ?? "" });
    expect(answer.shown).toContain("not linked to your account any more");
    expect(await linksOf(app, owner.userId)).toHaveLength(1);
    expect(await linksOf(app, user.id)).toHaveLength(1);
  });
});
