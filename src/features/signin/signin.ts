import type { Deps, HasherBusy, Transaction } from "@/core/deps";
import { lockUserByEmail, type LockedUser } from "@/core/lock-user";
import {
  requireCaptcha,
  type CaptchaDeps,
  type CaptchaProof,
  type CaptchaRefusal,
} from "@/features/captcha/require-captcha";
import { limits } from "@/features/rate-limit/policy";
import { takeLimits } from "@/features/rate-limit/take-limits";
import { issueRefreshToken } from "@/features/refresh-tokens/issue-refresh-token";
import type { Device } from "@/features/sessions/device-label";
import { openSession, type OpenedSession } from "@/features/sessions/open-session";
import { findKnownDevice, issueDeviceToken } from "./known-device";
import { forgetGuesses, takeGuess } from "./password-guesses";
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

type SigninDeps = CaptchaDeps & Pick<Deps, "random" | "hasher" | "codes">;

/** The password's hash as it is in the database from now on, and the name of the device if it is known. */
type Proven = { passwordHash: string; device: string | null };
type Open<Entered> = (tx: Transaction, user: LockedUser, proven: Proven) => Promise<Entered>;

/**
 * Checks an address and a password and opens a session. Every path to a password sign-in calls this or `signinApp` and nothing else,
 * so limits, timing and the count of guesses are the same on each. Between the check and the session the row is locked and compared
 * again: a reset at the same moment wins.
 */
export async function signin(deps: SigninDeps, input: Credentials, asker: SigninAsker): Promise<SigninOutcome> {
  return await evaluate(deps, input, asker, async (tx, user, { passwordHash, device }) => ({
    session: await openSession(deps, tx, user, { kind: "BROWSER", device: asker.device }),
    deviceToken: issueDeviceToken(deps, { email: user.email, passwordHash }, device),
  }));
}

/** The same for an app: its session and its first refresh token exist both or neither. */
export async function signinApp(deps: SigninDeps, input: Credentials, asker: SigninAsker): Promise<AppSigninOutcome> {
  return await evaluate(deps, input, asker, async (tx, user) => {
    const session = await openSession(deps, tx, user, { kind: "APP", device: asker.device });
    return { session, refreshToken: await issueRefreshToken(deps, tx, session.sessionId) };
  });
}

async function evaluate<Entered extends object>(
  deps: SigninDeps,
  input: Credentials,
  asker: SigninAsker,
  open: Open<Entered>,
): Promise<({ ok: true } & Entered) | SigninRefusal> {
  const limit = await takeLimits(deps, [limits.signin, limits.signinHour], asker.client);
  if (!limit.ok) return { ok: false, reason: "limited", retryAfterSeconds: limit.retryAfterSeconds };
  let passwordHash = await readPasswordHash(deps, input.email);
  const device = findKnownDevice(deps, { email: input.email, passwordHash }, asker.deviceTokens ?? []);
  const { client, captcha: proof } = asker;
  const captcha = await requireCaptcha(deps, { action: "signin", client, email: input.email, device, proof });
  if (!captcha.ok) return captcha;
  const guess = await takeGuess(deps, { email: input.email, device });
  if (!guess.ok) return { ok: false, reason: "limited", by: "account", retryAfterSeconds: guess.retryAfterSeconds };

  // The hash may be replaced while it is compared, by a parallel sign-in's upgrade or by a reset: then the new one is asked, once.
  for (let attempt = 1; attempt <= 2; attempt++) {
    const outcome = await tryPassword(deps, input, { passwordHash, device, open });
    if (outcome !== "hash_changed") {
      noteEnd(deps, outcome);
      return outcome;
    }
    passwordHash = await readPasswordHash(deps, input.email);
  }
  return { ok: false, reason: "invalid_credentials" };
}

async function readPasswordHash(deps: Pick<Deps, "db">, email: string): Promise<string | null> {
  const user = await deps.db.user.findUnique({ where: { email }, select: { password: true } });
  return user?.password ?? null;
}

function noteEnd(deps: Pick<Deps, "siteAlarm">, outcome: { ok: true } | SigninRefusal): void {
  if (outcome.ok || outcome.reason === "unverified") deps.siteAlarm.signinEnded("succeeded");
  else if (outcome.reason === "invalid_credentials") deps.siteAlarm.signinEnded("failed");
}

async function tryPassword<Entered extends object>(
  deps: SigninDeps,
  input: Credentials,
  { passwordHash, device, open }: { passwordHash: string | null; device: string | null; open: Open<Entered> },
): Promise<({ ok: true } & Entered) | SigninRefusal | "hash_changed"> {
  const verified = await deps.hasher.verify(input.password, passwordHash);
  if (!verified.ok) return verified;
  if (!verified.matches || passwordHash === null) return { ok: false, reason: "invalid_credentials" };

  const rehashed = verified.outdated ? await deps.hasher.hash(input.password) : null;
  const proof = { email: input.email, device, hash: passwordHash, newHash: rehashed?.ok ? rehashed.hash : null };
  return await deps.db.$transaction((tx) => enter(tx, proof, open));
}

async function enter<Entered extends object>(
  tx: Transaction,
  proof: { email: string; device: string | null; hash: string; newHash: string | null },
  open: Open<Entered>,
): Promise<({ ok: true } & Entered) | SigninRefusal | "hash_changed"> {
  const user = await lockUserByEmail(tx, proof.email);
  if (!user || user.password !== proof.hash) return "hash_changed";
  if (user.suspendedAt !== null) return { ok: false, reason: "invalid_credentials" };
  await forgetGuesses(tx, proof);
  if (!user.isVerified) return { ok: false, reason: "unverified" };
  if (proof.newHash) await tx.user.update({ where: { id: user.id }, data: { password: proof.newHash } });
  const proven = { passwordHash: proof.newHash ?? proof.hash, device: proof.device };
  return { ok: true, ...(await open(tx, user, proven)) };
}
