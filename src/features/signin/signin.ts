import type { Deps, HasherBusy } from "@/core/deps";
import { lockUserStatement, type LockedUser } from "@/core/lock-user";
import { together, type Run, type Statement } from "@/core/statement";
import { eventStatement, noteRefusal } from "@/features/audit-log/record-event";
import {
  requireCaptcha,
  type CaptchaDeps,
  type CaptchaProof,
  type CaptchaRefusal,
} from "@/features/captcha/require-captcha";
import { takeAttempt } from "@/features/captcha/suspicion";
import { limits } from "@/features/rate-limit/policy";
import { newRefreshToken } from "@/features/refresh-tokens/issue-refresh-token";
import type { Device } from "@/features/sessions/device-label";
import { newSession, type OpenedSession, type SessionCarrier } from "@/features/sessions/open-session";
import { findKnownDevice, issueDeviceToken } from "./known-device";
import { forgetGuessesStatement, guessesKey, takeGuess } from "./password-guesses";
import type { Credentials } from "./schema";

/** Who tries, from where, and what the session will be known by. */
export type SigninAsker = {
  client: string;
  device: Device;
  captcha?: CaptchaProof | undefined;
  /** Of the browser's cookie: where the right password was typed before. */
  deviceTokens?: readonly string[];
};

export type SigninRefusal =
  /** Unknown address, no password on the account, a wrong one, or a suspended account: never told apart. */
  | { ok: false; reason: "invalid_credentials" }
  /** Said only to who gave the right password. */
  | { ok: false; reason: "unverified" }
  /** The client has tried too often. */
  | { ok: false; reason: "limited"; retryAfterSeconds: number }
  /** Too many guesses at this address, whether or not it has an account. */
  | { ok: false; reason: "limited"; by: "account"; retryAfterSeconds: number }
  | CaptchaRefusal
  | HasherBusy;

/** `deviceToken` goes into the browser's cookie of known devices. */
export type SigninOutcome = { ok: true; session: OpenedSession; deviceToken: string } | SigninRefusal;
export type AppSigninOutcome = { ok: true; session: OpenedSession; refreshToken: string } | SigninRefusal;

type SigninDeps = CaptchaDeps & Pick<Deps, "random" | "hasher" | "codes" | "trace" | "refusals">;

/** The password's hash as it is in the database from now on, and the name of the device if it is known. */
type Proven = { passwordHash: string; device: string | null };
/** What is written for who comes in, as one statement, and what is answered once it is there. */
type Entry<Entered> = { name: string; statements: Statement[]; entered: Entered };
type Open<Entered> = (user: LockedUser, proven: Proven) => Entry<Entered>;

/**
 * Checks an address and a password and opens a session. Every path to a password sign-in calls this or `signinApp` and nothing else,
 * so limits, timing and the count of guesses are the same on each. Between the check and the session the row is locked and compared
 * again: a reset at the same moment wins.
 */
export async function signin(deps: SigninDeps, input: Credentials, asker: SigninAsker): Promise<SigninOutcome> {
  return await evaluate(deps, input, asker, (user, { passwordHash, device }) => {
    const { session, statements } = enterBy(deps, user, { kind: "BROWSER", device: asker.device });
    const deviceToken = issueDeviceToken(deps, { email: user.email, passwordHash }, device);
    return { name: "latchkey_enter", statements, entered: { session, deviceToken } };
  });
}

/** The same for an app: its session and its first refresh token exist both or neither. */
export async function signinApp(deps: SigninDeps, input: Credentials, asker: SigninAsker): Promise<AppSigninOutcome> {
  return await evaluate(deps, input, asker, (user) => {
    const { session, statements } = enterBy(deps, user, { kind: "APP", device: asker.device });
    const { token, statement } = newRefreshToken(deps, session.sessionId);
    const entered = { session, refreshToken: token };
    return { name: "latchkey_enter_app", statements: [...statements, statement], entered };
  });
}

function enterBy(deps: SigninDeps, user: LockedUser, carrier: SessionCarrier) {
  const { session, statements } = newSession(deps, user, carrier);
  const details = { method: "password", carrier: carrier.kind === "APP" ? "app" : "browser" } as const;
  const who = { actorId: user.id, subjectId: user.id, sessionId: session.sessionId };
  return { session, statements: [...statements, eventStatement(deps, { name: "session.opened", ...who, details })] };
}

async function evaluate<Entered extends object>(
  deps: SigninDeps,
  input: Credentials,
  asker: SigninAsker,
  open: Open<Entered>,
): Promise<({ ok: true } & Entered) | SigninRefusal> {
  const { client, captcha: proof } = asker;
  const limit = await takeAttempt(deps, { action: "signin", client, limits: [limits.signin, limits.signinHour] });
  if (!limit.ok) return refuse(deps, null, { reason: "limited", retryAfterSeconds: limit.retryAfterSeconds });
  let account = await readAccount(deps, input.email);
  const device = findKnownDevice(deps, { email: input.email, ...account }, asker.deviceTokens ?? []);
  const captcha = await requireCaptcha(deps, {
    action: "signin",
    client,
    email: input.email,
    device,
    isFrequent: limit.isFrequent,
    strangersInARow: account.strangersInARow,
    proof,
  });
  if (!captcha.ok) return captcha.reason === "captcha" ? refuse(deps, account.id, captcha) : captcha;
  const guess = await takeGuess(deps, { email: input.email, device });
  if (!guess.ok) {
    const { retryAfterSeconds } = guess;
    return refuse(deps, account.id, { reason: "limited", by: "account", retryAfterSeconds });
  }

  // The hash may be replaced while it is compared, by a parallel sign-in's upgrade or by a reset: then the new one is asked, once.
  for (let attempt = 1; attempt <= 2; attempt++) {
    const outcome = await tryPassword(deps, input, { ...account, device, open });
    if (outcome !== "hash_changed") return outcome.ok ? succeed(deps, outcome) : refuse(deps, account.id, outcome);
    account = await readAccount(deps, input.email);
  }
  return refuse(deps, account.id, { reason: "invalid_credentials" });
}

type Account = { id: string | null; passwordHash: string | null; strangersInARow: number };

/** One row whether or not there is an account, with the guesses that strangers have made at the address. */
async function readAccount(deps: Pick<Deps, "statements">, email: string): Promise<Account> {
  const [account] = await deps.statements.run<Account>({
    name: "latchkey_signin_account",
    text: `SELECT u."id", u."password" AS "passwordHash", coalesce(g."inARow", 0) AS "strangersInARow"
      FROM (SELECT $1::text AS "email", $2::text AS "key") asked
      LEFT JOIN "User" u ON u."email" = asked."email" LEFT JOIN "PasswordGuesses" g ON g."accountKey" = asked."key"`,
    values: [email, guessesKey({ email })],
  });
  if (!account) throw new Error("The account was not read.");
  return account;
}

function succeed<Outcome>(deps: Pick<Deps, "siteAlarm">, outcome: Outcome): Outcome {
  deps.siteAlarm.signinEnded("succeeded");
  return outcome;
}

/** Notes what was refused, without a statement: an address with an account costs what one without does. */
function refuse<Refused extends Omit<SigninRefusal, "ok">>(
  deps: Pick<Deps, "siteAlarm" | "trace" | "refusals">,
  subjectId: string | null,
  refusal: Refused,
): { ok: false } & Refused {
  if (refusal.reason === "unverified") deps.siteAlarm.signinEnded("succeeded");
  else if (refusal.reason === "invalid_credentials") deps.siteAlarm.signinEnded("failed");
  const reason = "by" in refusal ? "paused" : refusal.reason;
  const details = { method: "password" } as const;
  noteRefusal(deps, { name: "session.refused", reason, actorId: null, subjectId, details });
  return { ok: false, ...refusal };
}

async function tryPassword<Entered extends object>(
  deps: SigninDeps,
  input: Credentials,
  { passwordHash, device, open }: Account & { device: string | null; open: Open<Entered> },
): Promise<({ ok: true } & Entered) | SigninRefusal | "hash_changed"> {
  const verified = await deps.hasher.verify(input.password, passwordHash);
  if (!verified.ok) return verified;
  if (!verified.matches || passwordHash === null) return { ok: false, reason: "invalid_credentials" };

  const rehashed = verified.outdated ? await deps.hasher.hash(input.password) : null;
  const proof = { email: input.email, device, hash: passwordHash, newHash: rehashed?.ok ? rehashed.hash : null };
  return await deps.statements.transaction((run, runLast) => enter({ run, runLast }, proof, open));
}

async function enter<Entered extends object>(
  { run, runLast }: { run: Run; runLast: Run },
  proof: { email: string; device: string | null; hash: string; newHash: string | null },
  open: Open<Entered>,
): Promise<({ ok: true } & Entered) | SigninRefusal | "hash_changed"> {
  const [user] = await run<LockedUser>(lockUserStatement(proof.email));
  if (!user || user.password !== proof.hash) return "hash_changed";
  if (user.suspendedAt !== null) return { ok: false, reason: "invalid_credentials" };
  // Whoever signed up with somebody else's address last knows this password; it forgives no guesses at codes for that address.
  if (!user.isVerified) return { ok: false, reason: "unverified" };
  if (proof.newHash) await run(replaceHashStatement(user.id, proof.newHash));
  const { name, statements, entered } = open(user, { passwordHash: proof.newHash ?? proof.hash, device: proof.device });
  await runLast(together(name, [forgetGuessesStatement(proof), ...statements]));
  return { ok: true, ...entered };
}

function replaceHashStatement(userId: string, passwordHash: string): Statement {
  const text = `UPDATE "User" SET "password" = $2, "updatedAt" = CURRENT_TIMESTAMP AT TIME ZONE 'UTC' WHERE "id" = $1`;
  return { name: "latchkey_replace_hash", text, values: [userId, passwordHash] };
}
