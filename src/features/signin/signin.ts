import type { Deps, HasherBusy, Transaction } from "@/core/deps";
import { lockUserByEmail, type LockedUser } from "@/core/lock-user";
import { limits } from "@/features/rate-limit/policy";
import { takeLimits } from "@/features/rate-limit/take-limits";
import { issueRefreshToken } from "@/features/refresh-tokens/issue-refresh-token";
import type { Device } from "@/features/sessions/device-label";
import { openSession, type OpenedSession } from "@/features/sessions/open-session";
import { forgetGuesses, takeGuess } from "./password-guesses";
import type { Credentials } from "./schema";

/** Who tries, from where, and what the session will be known by. */
export type SigninAsker = { client: string; device: Device };

export type SigninRefusal =
  /** Unknown address, no password on the account, a wrong one, or a suspended account: never told apart. */
  | { ok: false; reason: "invalid_credentials" }
  /** Said only to who gave the right password. */
  | { ok: false; reason: "unverified" }
  | { ok: false; reason: "limited"; retryAfterSeconds: number }
  | HasherBusy;

export type SigninOutcome = { ok: true; session: OpenedSession } | SigninRefusal;
export type AppSigninOutcome = { ok: true; session: OpenedSession; refreshToken: string } | SigninRefusal;

type SigninDeps = Pick<Deps, "db" | "clock" | "random" | "limiter" | "hasher" | "siteAlarm">;
type Open<Entered> = (tx: Transaction, user: LockedUser) => Promise<Entered>;

/**
 * Checks an address and a password and opens a session. Every path to a password sign-in calls this or `signinApp` and nothing else,
 * so limits, timing and the count of guesses are the same on each. Between the check and the session the row is locked and compared
 * again: a reset at the same moment wins.
 */
export async function signin(deps: SigninDeps, input: Credentials, asker: SigninAsker): Promise<SigninOutcome> {
  return await evaluate(deps, input, asker, async (tx, user) => ({
    session: await openSession(deps, tx, user, { kind: "BROWSER", device: asker.device }),
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
  const guess = await takeGuess(deps, input.email);
  if (!guess.ok) return { ok: false, reason: "limited", retryAfterSeconds: guess.retryAfterSeconds };

  // The hash may be replaced while it is compared, by a parallel sign-in's upgrade or by a reset: then the new one is asked, once.
  for (let attempt = 1; attempt <= 2; attempt++) {
    const outcome = await tryPassword(deps, input, open);
    if (outcome === "hash_changed") continue;
    if (outcome.ok || outcome.reason === "unverified") deps.siteAlarm.signinEnded("succeeded");
    else if (outcome.reason === "invalid_credentials") deps.siteAlarm.signinEnded("failed");
    return outcome;
  }
  return { ok: false, reason: "invalid_credentials" };
}

async function tryPassword<Entered extends object>(
  deps: SigninDeps,
  input: Credentials,
  open: Open<Entered>,
): Promise<({ ok: true } & Entered) | SigninRefusal | "hash_changed"> {
  const user = await deps.db.user.findUnique({ where: { email: input.email }, select: { password: true } });
  const verified = await deps.hasher.verify(input.password, user?.password ?? null);
  if (!verified.ok) return verified;
  if (!verified.matches || !user?.password) return { ok: false, reason: "invalid_credentials" };

  const rehashed = verified.outdated ? await deps.hasher.hash(input.password) : null;
  const proof = { email: input.email, hash: user.password, newHash: rehashed?.ok ? rehashed.hash : null };
  return await deps.db.$transaction((tx) => enter(tx, proof, open));
}

async function enter<Entered extends object>(
  tx: Transaction,
  proof: { email: string; hash: string; newHash: string | null },
  open: Open<Entered>,
): Promise<({ ok: true } & Entered) | SigninRefusal | "hash_changed"> {
  const user = await lockUserByEmail(tx, proof.email);
  if (!user || user.password !== proof.hash) return "hash_changed";
  if (user.suspendedAt !== null) return { ok: false, reason: "invalid_credentials" };
  await forgetGuesses(tx, proof.email);
  if (!user.isVerified) return { ok: false, reason: "unverified" };
  if (proof.newHash) await tx.user.update({ where: { id: user.id }, data: { password: proof.newHash } });
  return { ok: true, ...(await open(tx, user)) };
}
