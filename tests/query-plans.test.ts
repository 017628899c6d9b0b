import pg from "pg";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { RecentViewer } from "@/core/viewer";
import { emailSchema, type Email } from "@/core/email";
import { tokenHash } from "@/core/token-hash";
import { createToken } from "@/features/api-tokens/create-token";
import { revokeToken } from "@/features/api-tokens/revoke-token";
import { findVerification } from "@/features/email-verification/find-verification";
import { resendVerification } from "@/features/email-verification/resend-verification";
import { verifyByCode } from "@/features/email-verification/verify-by-code";
import { verifyEmail } from "@/features/email-verification/verify-email";
import { cleanPictures } from "@/features/images/clean-pictures";
import { readImage } from "@/features/images/read-image";
import { admitIdentity } from "@/features/linked-accounts/admit-identity";
import { toIdentity } from "@/features/linked-accounts/identity";
import { deliverDueMail } from "@/features/outbox/deliver-due-mail";
import { findReset } from "@/features/password-reset/find-reset";
import { requestPasswordReset } from "@/features/password-reset/request-password-reset";
import { resetPassword } from "@/features/password-reset/reset-password";
import { setAvatar } from "@/features/profile/set-avatar";
import { limits } from "@/features/rate-limit/policy";
import { rotateRefreshToken } from "@/features/refresh-tokens/rotate-refresh-token";
import { endOtherSessions } from "@/features/sessions/end-other-sessions";
import { endOwnSession } from "@/features/sessions/end-own-session";
import { endSession } from "@/features/sessions/end-session";
import { findSession } from "@/features/sessions/find-session";
import { listSessions } from "@/features/sessions/list-sessions";
import { guessesInARow, returnGuess, takeGuess } from "@/features/signin/password-guesses";
import { signin, signinApp } from "@/features/signin/signin";
import { signup } from "@/features/signup/signup";
import { confirmPassword } from "@/features/step-up/confirm-password";
import { openDatabase } from "@/platform/database";
import { createPostgresWindow } from "@/platform/postgres-limiter";
import { createSessionStates } from "@/platform/session-states";
import { createStatements } from "@/platform/statements";
import { cloneDatabase, databaseUrl } from "./support/database";
import { createTestDeps, passedCaptcha, testDevice, type TestDeps } from "./support/deps";
import { createUser } from "./support/factories";
import { mailsTo } from "./support/mailbox";
import { insertManyRows } from "./support/many-rows";
import { indexesRead, tablesReadWhole, watchStatements, type SentStatement } from "./support/statement-plans";
import { newViewer } from "./support/viewer";

const password = "a violet umbrella in may";
const newPassword = "seven green bicycles race";
const browserSecret = "own-browser".padEnd(43, "x");

const name = `${inject("templateDatabase")}_plans`;
let explainer: pg.Client;
let opened: ReturnType<typeof openDatabase>;
let sent: SentStatement[];
let deps: TestDeps;

beforeAll(async () => {
  await cloneDatabase(inject("templateDatabase"), name);
  explainer = new pg.Client({ connectionString: databaseUrl(name) });
  await explainer.connect();
  await insertManyRows(explainer);
  opened = openDatabase(databaseUrl(name));
  sent = watchStatements(opened.pool);
  const statements = createStatements(opened.pool, { isNamed: true });
  const push = { isUp: () => false, catchUp: () => Promise.resolve() };
  deps = createTestDeps({
    db: opened.db,
    statements,
    sessionStates: createSessionStates({ run: statements.run, push }),
  });
});

afterAll(async () => {
  await opened.db.$disconnect();
  await opened.pool.end();
  await explainer.end();
});

let people = 0;
const newEmail = (): Email => emailSchema.parse(`somebody-${people++}@example.com`);
/** Each request from an address of its own: this is not about the limiter's verdicts. */
const newClient = () => `198.51.100.${people++}`;

type Somebody = { email: Email; viewer: RecentViewer };

async function somebody(): Promise<Somebody> {
  const email = newEmail();
  const user = await createUser(deps, { email, password });
  return { email, viewer: await newViewer(deps, user.id) };
}

const asker = () => ({ client: newClient(), device: testDevice });

async function signUpAndMail(): Promise<{ email: Email; token: string; code: string }> {
  const email = newEmail();
  const claim = { client: newClient(), browserSecret, captcha: passedCaptcha("signup") };
  await signup(deps, { name: "Somebody", email, password }, claim);
  const [mail] = await mailsTo(deps, email);
  return { email, token: mail?.token ?? "", code: /\b\d{6}\b/.exec(mail?.text ?? "")?.[0] ?? "" };
}

async function reset(): Promise<unknown> {
  const { email } = await somebody();
  await requestPasswordReset(deps, { email }, { client: newClient() });
  const token = (await mailsTo(deps, email))[0]?.token ?? "";
  await findReset(deps, token);
  return await resetPassword(deps, { token, password: newPassword }, { client: newClient() });
}

async function replayedRefresh(): Promise<unknown> {
  const { email } = await somebody();
  const app = await signinApp(deps, { email, password }, asker());
  if (!app.ok) return app;
  const next = await rotateRefreshToken(deps, { refreshToken: app.refreshToken });
  deps.clock.advance({ minutes: 5 });
  await rotateRefreshToken(deps, { refreshToken: app.refreshToken });
  return next;
}

async function revocations(): Promise<unknown> {
  const { email, viewer } = await somebody();
  const other = await newViewer(deps, viewer.id);
  await listSessions(deps, viewer);
  await endOwnSession(deps, viewer, { sessionId: other.sessionId });
  await newViewer(deps, viewer.id);
  await endOtherSessions(deps, viewer);
  const entered = await signin(deps, { email, password }, asker());
  if (entered.ok) await endSession(deps, entered.session.secret);
  return entered;
}

async function pictureOfSomebody(): Promise<unknown> {
  const { viewer } = await somebody();
  const bytes = await sharp({ create: { width: 9, height: 9, channels: 3, background: "#0b5f4f" } })
    .png()
    .toBuffer();
  for (let round = 0; round < 2; round++) await setAvatar(deps, viewer, { bytes });
  const { avatarUrl } = await deps.db.profile.findUniqueOrThrow({ where: { userId: viewer.id } });
  const seen = await readImage(deps, viewer, { imageId: avatarUrl?.slice("/images/".length) ?? "", size: 96 });
  await cleanPictures(deps);
  await deps.db.user.delete({ where: { id: viewer.id } });
  return { ok: seen !== null };
}

async function personalToken(): Promise<unknown> {
  const { viewer } = await somebody();
  const made = await createToken(deps, viewer, { name: "Deploy", scopes: ["account:read"], lifetimeDays: 30 });
  if (!made.ok) return made;
  const session = await findSession(deps, { secretHash: tokenHash(made.token) });
  return await revokeToken(deps, viewer, { tokenId: session?.sessionId ?? "" });
}

async function byProvider(): Promise<unknown> {
  const profile = { subject: "none-of-the-others", email: newEmail(), emailVerified: true, name: "Ada" };
  const identity = toIdentity({ provider: "google", providerName: "Google" }, profile);
  if (!identity) return null;
  await admitIdentity(deps, identity, null);
  return await admitIdentity(deps, identity, null);
}

async function verifyByMail(): Promise<unknown> {
  const { email, token } = await signUpAndMail();
  const resend = { client: newClient(), browserSecret, captcha: passedCaptcha("verification-resend") };
  await resendVerification(deps, { email }, resend);
  await findVerification(deps, token);
  return await verifyEmail(deps, { token, password: "" }, { client: newClient(), browserSecret });
}

const paths: Readonly<Record<string, () => Promise<unknown>>> = {
  "a sign-in in a browser": async () => await signin(deps, { email: (await somebody()).email, password }, asker()),
  "a sign-in with a wrong password": async () => {
    const refused = await signin(deps, { email: (await somebody()).email, password: newPassword }, asker());
    return { ok: !refused.ok };
  },
  "a sign-in of an app, a refresh and its replay": replayedRefresh,
  "the check of a session by its cookie": async () => {
    const entered = await signin(deps, { email: (await somebody()).email, password }, asker());
    const secret = entered.ok ? entered.session.secret : "";
    return { ok: (await findSession(deps, { secretHash: tokenHash(secret) })) !== null };
  },
  "the check of a session by an access token": async () => {
    const { viewer } = await somebody();
    return { ok: (await findSession(deps, { sessionId: viewer.sessionId })) !== null };
  },
  "a personal access token, from its making to its end": personalToken,
  "a sign-up with an address that is known": async () => {
    const claim = { client: newClient(), browserSecret, captcha: passedCaptcha("signup") };
    return await signup(deps, { name: "Somebody", email: (await somebody()).email, password }, claim);
  },
  "a sign-up, another mail and the link in it": verifyByMail,
  "a confirmation by six digits": async () => {
    const { email, code } = await signUpAndMail();
    return await verifyByCode(deps, { email, code }, { client: newClient(), browserSecret });
  },
  "a reset, from its request to its end": reset,
  "the ways to end a session": revocations,
  "a proof of oneself by the password": async () => {
    const { viewer } = await somebody();
    return await confirmPassword(deps, viewer, { password }, { client: newClient(), deviceTokens: [] });
  },
  "a guess, counted and taken back": async () => {
    const guess = { email: newEmail() };
    const counted = await takeGuess(deps, guess);
    if (counted.ok) await returnGuess(deps, guess, counted.countedAt);
    return { ok: (await guessesInARow(deps, guess)) === 0 };
  },
  "a provider's identity, new and known": byProvider,
  "the limiter's count in Postgres": async () => {
    const count = () => createPostgresWindow(deps).count([limits.signin], newClient(), deps.clock.now().getTime());
    await count();
    return { ok: (await count()).waitMs === 0 };
  },
  "a picture, from its upload to its end": pictureOfSomebody,
  "the outbox's claim and delivery": async () => {
    await requestPasswordReset(deps, { email: (await somebody()).email }, { client: newClient() });
    await deliverDueMail(deps, { limit: 10 });
    return { ok: deps.delivered.size > 0 };
  },
  "the outbox's postponement": async () => {
    await requestPasswordReset(deps, { email: (await somebody()).email }, { client: newClient() });
    const send = () => Promise.resolve({ ok: false, kind: "temporary", code: "provider_error" } as const);
    return { ok: (await deliverDueMail({ ...deps, mailer: { send } }, { limit: 10 })).retried > 0 };
  },
};

describe("among many thousands of rows, no table is read whole by", () => {
  it.each(Object.entries(paths))("%s", async (_, walk) => {
    const before = sent.length;
    expect(await walk()).toMatchObject({ ok: true });
    const statements = new Map(sent.slice(before).map((statement) => [statement.text, statement]));
    expect(statements.size).toBeGreaterThan(0);
    const found: [table: string, text: string][] = [];
    for (const statement of statements.values()) {
      for (const table of await tablesReadWhole(explainer, statement)) found.push([table, statement.text]);
    }
    expect(found).toEqual([]);
  });

  it("anything but a statement without an index, which is noticed", async () => {
    const unindexed = { text: `SELECT 1 FROM "User" WHERE "name" = $1`, values: ["Ada"], isPrepared: true };
    expect(await tablesReadWhole(explainer, unindexed)).toEqual(["User", "User"]);
  });
});

describe("among one owner's many thousands of rows, an index leads to the one that is wanted for", () => {
  /** What leads the statements since `before` whose text has this in it. */
  async function indexesSince(before: number, part: string): Promise<string[]> {
    const statements = sent.slice(before).filter(({ text }) => text.includes(part));
    expect(statements).toHaveLength(1);
    return [...(await indexesRead(explainer, statements[0] as SentStatement))];
  }

  it("a refresh, whose session has had a token every few minutes", async () => {
    const { email } = await somebody();
    const app = await signinApp(deps, { email, password }, asker());
    if (!app.ok) throw new Error(app.reason);
    await explainer.query(
      `INSERT INTO "RefreshToken" ("id", "sessionId", "tokenHash", "createdAt", "usedAt")
       SELECT 'earlier-' || n, "sessionId", 'earlier ' || n, now(), now()
       FROM "RefreshToken", generate_series(1, 5000) AS n WHERE "tokenHash" = $1`,
      [tokenHash(app.refreshToken)],
    );
    await explainer.query(`ANALYZE "RefreshToken"`);
    const before = sent.length;
    expect(await rotateRefreshToken(deps, { refreshToken: app.refreshToken })).toMatchObject({ ok: true });
    expect(await indexesSince(before, `"sealedSuccessor" IS NOT NULL`)).toEqual(["RefreshToken_sealed_idx"]);
  });

  it("a cover, whose author has written for years", async () => {
    const { viewer } = await somebody();
    const imageId = deps.random.id();
    await deps.db.image.create({
      data: { id: imageId, ownerId: viewer.id, kind: "COVER", createdAt: deps.clock.now() },
    });
    await explainer.query(
      `INSERT INTO "Post" ("id", "title", "authorId", "published", "coverImage", "updatedAt")
       SELECT 'cover-' || n, 'Post', $1, true, CASE n WHEN 1 THEN $2 ELSE '/images/' || n END, now()
       FROM generate_series(1, 5000) AS n`,
      [viewer.id, `/images/${imageId}`],
    );
    await explainer.query(`ANALYZE "Post"`);
    const before = sent.length;
    await readImage(deps, null, { imageId, size: 1 });
    const indexes = await indexesSince(before, `"coverImage" = `);
    expect(indexes.filter((index) => index.startsWith("Post_"))).toEqual(["Post_coverImage_idx"]);
  });
});
