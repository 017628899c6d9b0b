import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callAction, findAction, formArguments, redirectOf } from "../support/action-client";
import { seedUser, type SeededUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { openVisitor, signedIn, type Visitor } from "../support/form-client";
import { labelsOf } from "../support/session-rows";

const waiting = "interrupted-action";

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(async () => {
  await app.stop();
});

async function setProof(user: SeededUser, minutesAgo: number): Promise<void> {
  const text = `UPDATE "Session" SET "provenAt" = now() - make_interval(mins => $2) WHERE "userId" = $1`;
  await app.database.query(text, [user.id, minutesAgo]);
}

/** Somebody whose wish for a token waits for their proof. */
async function interrupted(): Promise<{ visitor: Visitor; user: SeededUser; cookie: string }> {
  const { visitor, user } = await signedIn(app, await seedUser(app.database));
  await setProof(user, 11);
  const page = await visitor.get("/settings/tokens");
  const typed = { name: "Deploy", "account:read": "on" };
  const asked = await visitor.submit(page, { field: "lifetimeDays" }, typed);
  expect(asked.path).toBe(`/confirm?next=${encodeURIComponent("/confirm/continue")}`);
  expect(asked.shown).toContain("Create the token “Deploy”");
  return { visitor, user, cookie: visitor.cookies.get(waiting) ?? "" };
}

async function goOn(visitor: Visitor) {
  return await callAction(visitor, findAction("continueAction", app.variant), formArguments([]));
}

describe("a form that waits for its sender's proof", () => {
  it("is not read by whoever holds the cookie's value", async () => {
    const { cookie } = await interrupted();
    expect(cookie.length).toBeGreaterThan(40);
    expect(Buffer.from(cookie, "base64url").toString("latin1")).not.toMatch(/Deploy|create-token|account/);
  });

  it("does not go on before the proof, nor by a proof from before it was sent", async () => {
    const { visitor, user } = await interrupted();
    expect(redirectOf(await goOn(visitor))).toContain("/confirm?next=");
    await setProof(user, 5);
    expect((await goOn(visitor)).text).toContain("Nothing is waiting");
    expect(await labelsOf(app.database, user.id, "TOKEN")).toEqual([]);
  });

  it("goes on after it, and is gone from the browser then", async () => {
    const { visitor, user } = await interrupted();
    const confirm = await visitor.get("/confirm?next=/confirm/continue");
    const landed = await visitor.submit(confirm, { field: "password" }, { password: user.password });
    expect(landed.path).toBe("/confirm/continue");
    const [token = ""] = /lkp_[\w-]{43}/.exec((await goOn(visitor)).text) ?? [];
    expect(app.mark(token)).not.toBe("");
    expect(visitor.cookies.has(waiting)).toBe(false);
    expect((await goOn(visitor)).text).toContain("Nothing is waiting");
    expect(await labelsOf(app.database, user.id, "TOKEN")).toEqual(["Deploy"]);
  });

  it("goes on neither for somebody else, nor in another session of its sender", async () => {
    const { user, cookie } = await interrupted();
    for (const other of [await signedIn(app), await signedIn(app, user)]) {
      other.visitor.cookies.set(waiting, cookie);
      expect((await other.visitor.get("/confirm/continue")).shown).toContain("Nothing is waiting");
      other.visitor.cookies.set(waiting, cookie);
      expect((await goOn(other.visitor)).text).toContain("Nothing is waiting");
      expect(await labelsOf(app.database, other.user.id, "TOKEN")).toEqual([]);
    }
  });

  it("is nothing once it is altered, cut short, or made up", async () => {
    const { visitor, user, cookie } = await interrupted();
    await setProof(user, 0);
    const altered = cookie.slice(0, 40) + (cookie[40] === "A" ? "B" : "A") + cookie.slice(41);
    const values = [altered, cookie.slice(0, 20), "", "%00", Buffer.from("{}").toString("base64url")];
    for (const value of values) {
      visitor.cookies.set(waiting, value);
      expect((await visitor.get("/confirm/continue")).shown).toContain("Nothing is waiting");
      expect((await goOn(visitor)).status).toBeLessThan(500);
    }
    expect(await labelsOf(app.database, user.id, "TOKEN")).toEqual([]);
  });

  it("takes a stranger to sign in", async () => {
    const { cookie } = await interrupted();
    const stranger = openVisitor(app, { cookies: new Map([[waiting, cookie]]) });
    expect(redirectOf(await goOn(stranger))).toContain("/signin?next=");
    expect((await stranger.get("/confirm/continue")).path).toMatch(/^\/signin/);
  });
});
