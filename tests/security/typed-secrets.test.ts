import { randomInt } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { accessTable } from "@/auth/access-table";
import { endpoints } from "@/features/api/endpoints";
import { callAction, findAction, formArguments, readActions } from "../support/action-client";
import { call } from "../support/api-client";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { pageOf, seedRole, seedStranger } from "../support/askers";
import { codeIn } from "../support/fake-resend";
import { mailedToken, newEmail, openVisitor, signedIn, signIn, signUp, type Visitor } from "../support/form-client";
import { everyFieldName, fieldsShownOn } from "../support/field-names";
import { foundIn, foundInTables, recordAnswers, type Recorded, type Told } from "../support/places-of-secrets";
import { typeIntoEveryAddress, typeIntoTheApi, typeIntoTheHandlers } from "../support/type-everywhere";
import { createTyping } from "../support/typing";

let app: App;
const typing = createTyping(() => app);
const { told, secrets, linkTokens, words, marked, valueOf, everyField, visitor, signedInAs } = typing;

const pages = Object.keys(accessTable.pages).filter((line) => !line.includes("["));
const actions = Object.entries(accessTable.actions).filter(([, access]) => access !== "local");

/** Every field of every form to every action, whether it asks for it or not, from a stranger and from an administrator. */
async function typeIntoEveryAction(): Promise<void> {
  const administrator = await signedInAs(await seedRole(app, "ADMIN"));
  // What ends the caller's own session comes last.
  const inOrder = actions.map(([name]) => name).sort((one) => (one === "signoutAction" ? 1 : -1));
  for (const name of inOrder) {
    for (const caller of [visitor(), administrator]) {
      const answer = await callAction(caller, findAction(name), formArguments(await everyField()));
      expect(answer.status).toBeLessThan(500);
    }
  }
}

/** Texts that are taken: a draft, its changes, and a moderator's reason. */
async function writeAPost(browser: Visitor): Promise<void> {
  const text = { title: marked(words, "title"), content: marked(words, "content"), intent: "save" };
  const written = await browser.submit(await browser.get("/posts/write"), { field: "content" }, text);
  expect(written.text).toContain(text.content);
  const { postId } = await seedStranger(app);
  const moderator = await signedInAs(await seedRole(app, "MODERATOR"));
  const reason: [string, string][] = [
    ["postId", postId],
    ["reason", marked(words, "reason")],
  ];
  await callAction(moderator, findAction("withholdPostAction"), formArguments(reason));
  const withheld = `SELECT 1 FROM "Post" WHERE "id" = $1 AND "unpublishReason" IS NOT NULL`;
  expect(await app.database.query(withheld, [postId])).toHaveLength(1);
}

const newSecret = () => `${marked(secrets, "password")} lanterns`;

/** Secrets that are taken: an account from its sign-up to its tokens, with all that is typed and mailed on the way. */
async function liveAnAccount(): Promise<void> {
  const browser = visitor();
  const person = { name: marked(words, "name"), email: newEmail(), password: newSecret() };
  await signUp(browser, person);
  const code = codeIn(await app.resend.waitForMail(person.email));
  marked(linkTokens, "verification", (await mailedToken(app, person.email)).token);
  marked(secrets, "right code", code);
  for (const typed of [marked(secrets, "wrong code", String(randomInt(100_000, 999_999))), code])
    await callAction(browser, findAction("verifyByCodeAction"), formArguments([["code", typed]]));
  await signIn(visitor(), { ...person, password: newSecret() });
  expect((await signIn(browser, person)).path).toBe("/dashboard");
  await browser.submit(await browser.get("/confirm"), { field: "password" }, { password: newSecret() });

  const profile = { name: marked(words, "name"), bio: marked(words, "bio") };
  const saved = await browser.submit(await browser.get("/settings/profile"), { field: "bio" }, profile);
  expect(saved.text).toContain(profile.bio);
  await writeAPost(browser);
  const token = { name: marked(words, "token name"), lifetimeDays: "30", "account:read": "on" };
  const fields = Object.entries(token);
  const made = await callAction(browser, findAction("createTokenAction"), formArguments(fields));
  const { 0: personal = "" } = /lkp_[\w-]{20,}/.exec(made.text) ?? [];
  expect((await call(app, "GET", "/me", { token: personal })).status).toBe(200);
  keepFromNowOn("personal token", personal);
  await useAnApp(person);
}

async function resetAPassword(): Promise<void> {
  const [browser, { email }, password] = [visitor(), await seedUser(app.database), newSecret()];
  await browser.submit(await browser.get("/forgot-password"), { field: "email" }, { email });
  const link = await mailedToken(app, email);
  marked(linkTokens, "reset", link.token);
  const reset = await browser.submit(await browser.get(link.path), { field: "password" }, { password });
  expect(reset.path).toBe("/signin");
  expect((await signIn(browser, { email, password })).path).toBe("/dashboard");
}

async function useAnApp(person: { email: string; password: string }): Promise<void> {
  const body = { email: person.email, password: person.password, deviceName: marked(words, "deviceName") };
  const answer = await call(app, "POST", "/token", { body });
  const pair = endpoints.createTokens.answer.parse(JSON.parse(answer.text));
  await call(app, "POST", "/token/refresh", { from: visitor(), body: { refreshToken: `${pair.refreshToken}x` } });
  keepFromNowOn("access token", pair.accessToken);
  keepFromNowOn("refresh token", pair.refreshToken);
}

/** A refusal is written, sealed and told to the log after the second in which it was; with the last one all before it are. */
async function untilAllIsTold(): Promise<void> {
  const { id, email } = await seedUser(app.database);
  await signIn(visitor(), { email, password: newSecret() });
  await vi.waitFor(() => expect(app.output()).toContain(id), { timeout: 30_000, interval: 100 });
}

/** What the app hands out stands in the one answer that hands it out. */
const handedOut: Record<string, string> = {};
function keepFromNowOn(name: string, value: string): void {
  expect(value.length).toBeGreaterThan(20);
  handedOut[name] = value;
}

beforeAll(async () => {
  app = await startApp();
  await typeIntoEveryAction();
  await typeIntoEveryAddress(typing, pages);
  await typeIntoTheHandlers(typing);
  await typeIntoTheApi(typing);
  await liveAnAccount();
  await resetAPassword();
  await untilAllIsTold();
});
afterAll(async () => {
  await app.stop();
});

const log = (): Told[] => [{ asked: "the log", text: app.output() }];

/** Where people's names, addresses and texts belong. */
const ownersColumns = new Set([
  "OneTimeToken.pendingName",
  "OutboxMail.recipient",
  "Post.content",
  "Post.title",
  "Post.unpublishReason",
  "Profile.bio",
  "Session.label",
  "User.email",
  "User.name",
]);

describe("the typing itself", () => {
  it("misses no field of a form that any page shows, to a stranger or to an administrator", async () => {
    const known = await everyFieldName();
    const stranger = await seedStranger(app);
    const { visitor: administrator, user } = await signedIn(app, await seedRole(app, "ADMIN"));
    await app.database.query(`UPDATE "Post" SET "authorId" = $1 WHERE "id" = $2`, [user.id, stranger.postId]);
    const shown = new Set<string>();
    for (const asker of [openVisitor(app), administrator]) {
      for (const page of [...Object.keys(accessTable.pages), `/posts/write?post=${stranger.postId}`]) {
        const { text } = await asker.send({ path: pageOf(page, stranger) });
        for (const name of fieldsShownOn(text)) shown.add(name);
      }
    }
    expect(shown.size).toBeGreaterThan(25);
    expect([...shown].filter((name) => !known.includes(name))).toEqual([]);
  });

  it("misses no handler that takes a body, and no action", () => {
    const asked = [...told.shown, ...told.passed].map(({ asked: line }) => line);
    const handlers = Object.keys(accessTable.handlers).filter((line) => !line.startsWith("GET "));
    const missed = handlers.filter((line) => {
      const pattern = new RegExp(`^${line.replace(/\[\.\.\.\w+\]/g, ".+").replace(/\[\w+\]/g, "[^/]+")}$`);
      return !asked.some((each) => pattern.test(each));
    });
    expect(missed).toEqual([]);
    expect(readActions().filter(({ name }) => !actions.some(([known]) => known === name))).toEqual([]);
  });
});

describe("what was typed into any field, and what was handed out or mailed", () => {
  it("is many values, of which the accepted ones had their effect", async () => {
    expect(Object.keys(secrets).length).toBeGreaterThan(3 * actions.length);
    expect(told.shown.length).toBeGreaterThan(2 * actions.length);
    const events = await app.database.query<{ name: string }>(`SELECT DISTINCT "name" FROM "AuditEvent"`);
    expect(events.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["account.signed_up", "account.confirmed", "session.opened", "session.refused"]),
    );
    expect(app.output().match(/"event":"audit"/g)?.length ?? 0).toBeGreaterThan(10);
  });

  it("stands in no line of the log", () => {
    expect(foundIn(log(), { ...secrets, ...linkTokens, ...handedOut, ...words })).toEqual([]);
  });

  it("stands in no column of any table where it is a secret", async () => {
    expect(await foundInTables(app.database, { ...secrets, ...linkTokens, ...handedOut })).toEqual([]);
  });

  it("stands in no table but the owner's own rows where it is a name, and never in an event", async () => {
    const found = await foundInTables(app.database, words);
    const columns = [...new Set(found.map((place) => place.split(" in ")[1] ?? ""))];
    expect(columns).toEqual(expect.arrayContaining(["Profile.bio", "Session.label", "User.name"]));
    expect(columns.filter((column) => !ownersColumns.has(column))).toEqual([]);
  });

  it("comes back in no answer where it is a secret", () => {
    expect(foundIn(told.shown, { ...secrets, ...linkTokens })).toEqual([]);
    expect(foundIn(told.passed, secrets)).toEqual([]);
  });

  it("is shown to nobody else where it is a name", async () => {
    const others: Recorded = { shown: [], passed: [] };
    const stranger = recordAnswers(openVisitor(app), others);
    const member = recordAnswers(await signedInAs(await seedUser(app.database)), others);
    for (const page of pages) await Promise.all([stranger, member].map((asker) => asker.send({ path: page })));
    expect(foundIn([...others.shown, ...others.passed], words)).toEqual([]);
  });
});

describe("the search itself", () => {
  it("finds a value in a line of the log and in an answer, however it is written", () => {
    const planted = { planted: valueOf("planted"), "planted code": "402817" };
    const bytes = Buffer.from(`{"secret":"${planted.planted}"}`);
    for (const text of [
      planted.planted,
      bytes.toString("hex"),
      bytes.toString("base64"),
      `x${bytes.toString("base64")}`,
    ])
      expect(foundIn([{ asked: "the log", text: `{"event":"slip","value":"${text}"}` }], planted)).toEqual([
        "planted in the log",
      ]);
    expect(foundIn([{ asked: "the log", text: '{"code":"402817"}' }], planted)).toEqual(["planted code in the log"]);
    expect(foundIn([{ asked: "the log", text: '{"at":"12:00:00.402817"}' }], planted)).toEqual([]);
  });

  it("finds a value in a text, in JSON and in bytes of any table", async () => {
    const planted = { planted: marked({}, "planted") };
    await app.database.query(`CREATE TABLE "Planted" ("text" text, "details" jsonb, "bytes" bytea)`);
    await app.database.query(
      `INSERT INTO "Planted" VALUES ($1, jsonb_build_object('deep', $1::text), convert_to($1, 'UTF8'))`,
      [`before ${planted.planted} after`],
    );
    const found = await foundInTables(app.database, planted);
    await app.database.query(`DROP TABLE "Planted"`);
    expect(found.sort()).toEqual(["bytes", "details", "text"].map((column) => `planted in Planted.${column}`));
  });

  it("reads a real line of the running app's log", () => {
    const { 0: event = "" } = /"name":"session\.opened".*?"requestId":"([\w-]+)"/.exec(app.output()) ?? [];
    expect(foundIn(log(), { event })).toEqual(["event in the log"]);
  });
});
