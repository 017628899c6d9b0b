import type { Deps, HasherBusy } from "@/core/deps";
import { eventStatement, noteRefusal } from "@/features/audit-log/record-event";
import {
  requireCaptcha,
  type CaptchaDeps,
  type CaptchaProof,
  type CaptchaRefusal,
} from "@/features/captcha/require-captcha";
import { guessesWithoutCaptcha, takeAttempt } from "@/features/captcha/suspicion";
import { limits } from "@/features/rate-limit/policy";
import { newRefreshToken } from "@/features/refresh-tokens/issue-refresh-token";
import type { Device } from "@/features/sessions/device-label";
import {
  newSession,
  type NewSession,
  type OpenedSession,
  type SessionCarrier,
  type SessionOwner,
} from "@/features/sessions/open-session";
import { enter, whereProven, type Entry, type Proven } from "./enter";
import { findKnownDevice, issueDeviceToken } from "./known-device";
import { returnGuess, takeGuess } from "./password-guesses";
import { readAccount, type Account } from "./read-account";
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
  /** The right password of an address that waits for its confirmation: told apart in the audit log alone. */
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

/** How who gave the right password comes in: as a browser or as an app. */
type Open<Entered> = (proven: Proven) => Entry<Entered>;

type SigninDeps = CaptchaDeps & Pick<Deps, "random" | "hasher" | "codes" | "trace" | "refusals">;

/**
 * Checks an address and a password and opens a session. Every path to a password sign-in calls this or `signinApp` and nothing else,
 * so limits, timing and the count of guesses are the same on each. With the session the row is locked and compared again: a reset at the
 * same moment wins.
 */
export async function signin(deps: SigninDeps, input: Credentials, asker: SigninAsker): Promise<SigninOutcome> {
  return await evaluate(deps, input, asker, (proven) => {
    const { session, steps } = enterBy(deps, proven, { kind: "BROWSER", device: asker.device });
    const deviceToken = issueDeviceToken(deps, proven, proven.device);
    return { name: "latchkey_enter", steps, entered: (user) => ({ session: sessionOf(user, session), deviceToken }) };
  });
}

/** The same for an app: its session and its first refresh token exist both or neither. */
export async function signinApp(deps: SigninDeps, input: Credentials, asker: SigninAsker): Promise<AppSigninOutcome> {
  return await evaluate(deps, input, asker, (proven) => {
    const { session, steps } = enterBy(deps, proven, { kind: "APP", device: asker.device });
    const { token: refreshToken, statement } = newRefreshToken(deps, session.sessionId, whereProven);
    const entered = (user: SessionOwner) => ({ session: sessionOf(user, session), refreshToken });
    return { name: "latchkey_enter_app", steps: [...steps, statement], entered };
  });
}

function enterBy(deps: SigninDeps, { userId }: Proven, carrier: SessionCarrier) {
  const { session, statement } = newSession(deps, userId, carrier, whereProven);
  const details = { method: "password", carrier: carrier.kind === "APP" ? "app" : "browser" } as const;
  const who = { actorId: userId, subjectId: userId, sessionId: session.sessionId };
  const event = eventStatement(deps, { name: "session.opened", ...who, details }, whereProven);
  return { session, steps: [statement, event] };
}

function sessionOf({ id: userId, name, email, role }: SessionOwner, session: NewSession): OpenedSession {
  return { ...session, userId, name, email, role };
}

async function evaluate<Entered extends object>(
  deps: SigninDeps,
  input: Credentials,
  asker: SigninAsker,
  open: Open<Entered>,
): Promise<({ ok: true } & Entered) | SigninRefusal> {
  const { client } = asker;
  const limit = await takeAttempt(deps, { action: "signin", client, limits: [limits.signin, limits.signinHour] });
  if (!limit.ok) return refuse(deps, null, { reason: "limited", retryAfterSeconds: limit.retryAfterSeconds });
  // So that no guess is counted, and no captcha used up, in vain.
  const busy = deps.hasher.refusal();
  if (busy) return refuse(deps, null, busy);
  const counted = await countGuess(deps, input.email, asker, limit);
  if (!counted.ok) return counted;
  const { device, countedAt } = counted;
  let { account } = counted;

  // The hash may be replaced while it is compared, by a parallel sign-in's upgrade or by a reset: then the new one is asked, once.
  for (let attempt = 1; attempt <= 2; attempt++) {
    const outcome = await tryPassword(deps, input, { ...account, device, open });
    if (outcome !== "hash_changed") {
      if (outcome.ok) return succeed(deps, outcome);
      if (outcome.reason === "busy") await returnGuess(deps, { email: input.email, device }, countedAt);
      return refuse(deps, account.id, outcome);
    }
    account = await readAccount(deps, input.email, { countsBelow: 0 });
  }
  return refuse(deps, account.id, { reason: "invalid_credentials" });
}

/** Reads the account and counts a guess at it, for who passed a captcha where one is due. */
async function countGuess(
  deps: SigninDeps,
  email: string,
  { client, captcha: proof, deviceTokens = [] }: SigninAsker,
  { isFrequent }: { isFrequent: boolean },
): Promise<{ ok: true; account: Account; device: string | null; countedAt: Date } | SigninRefusal> {
  const countsBelow = await guessesWithoutCaptcha(deps, { isFrequent });
  // Whose browser may be a known device is counted apart, once the account tells.
  const mayBeKnown = deviceTokens.some((token) => token !== "");
  let account = await readAccount(deps, email, { countsBelow: mayBeKnown ? 0 : countsBelow });
  const device = mayBeKnown ? findKnownDevice(deps, { email, ...account }, deviceTokens) : null;
  if (mayBeKnown && device === null) account = await readAccount(deps, email, { countsBelow });
  if (account.countedAt) return { ok: true, account, device: null, countedAt: account.countedAt };

  const { id } = account;
  // It was not counted because so many have been made, by others at this moment too.
  const strangersInARow = Math.max(account.strangersInARow, countsBelow);
  const attempt = { action: "signin", client, email, device, isFrequent, strangersInARow, proof } as const;
  const captcha = await requireCaptcha(deps, attempt);
  if (!captcha.ok) return captcha.reason === "captcha" ? refuse(deps, id, captcha) : captcha;
  const guess = await takeGuess(deps, { email, device });
  if (guess.ok) return { ok: true, account, device, countedAt: guess.countedAt };
  return refuse(deps, id, { reason: "limited", by: "account", retryAfterSeconds: guess.retryAfterSeconds });
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
  { id, passwordHash, isVerified, device, open }: Account & { device: string | null; open: Open<Entered> },
): Promise<({ ok: true } & Entered) | SigninRefusal | "hash_changed"> {
  const verified = await deps.hasher.verify(input.password, passwordHash);
  if (!verified.ok) return verified;
  if (!verified.matches || id === null || passwordHash === null) return { ok: false, reason: "invalid_credentials" };
  // Nothing is asked or written for it: the time would tell what the answer does not.
  if (!isVerified) return { ok: false, reason: "unverified" };
  const proven = { userId: id, email: input.email, passwordHash, device };
  const current = verified.outdated ? await renewHash(deps, proven, input.password) : proven;
  return await enter(deps, current, open(current));
}

/** Replaces an outdated hash, where it is still the account's and the account may be entered. */
async function renewHash(deps: Pick<Deps, "statements" | "hasher">, proven: Proven, password: string): Promise<Proven> {
  const renewed = await deps.hasher.hash(password);
  if (!renewed.ok) return proven;
  const replaced = await deps.statements.run({
    name: "latchkey_renew_hash",
    text: `UPDATE "User" SET "password" = $3, "updatedAt" = CURRENT_TIMESTAMP AT TIME ZONE 'UTC'
      WHERE "id" = $1 AND "password" = $2 AND "isVerified" AND "suspendedAt" IS NULL RETURNING 1`,
    values: [proven.userId, proven.passwordHash, renewed.hash],
  });
  return replaced.length === 1 ? { ...proven, passwordHash: renewed.hash } : proven;
}
