import type { Deps, HasherBusy } from "@/core/deps";
import type { Viewer } from "@/core/viewer";
import { noteRefusal, recordEvent } from "@/features/audit-log/record-event";
import { limits } from "@/features/rate-limit/policy";
import { findKnownDevice } from "@/features/signin/known-device";
import { forgetGuesses, guessPassword } from "@/features/signin/password-guesses";

export type ConfirmPasswordOutcome =
  | { ok: true }
  | { ok: false; reason: "wrong_password" }
  | { ok: false; reason: "limited"; retryAfterSeconds: number }
  | HasherBusy;

type ConfirmPasswordDeps = Pick<
  Deps,
  "db" | "statements" | "clock" | "limiter" | "hasher" | "siteAlarm" | "codes" | "trace" | "refusals"
>;

/**
 * Lets a signed-in person prove themselves again by their password, for this session alone. Guesses count with those at sign-in:
 * a stolen session is no second place to guess, and strangers' guesses keep nobody from proving themselves on a device of theirs.
 */
export async function confirmPassword(
  deps: ConfirmPasswordDeps,
  viewer: Viewer,
  input: { password: string },
  asker: { client: string; deviceTokens: readonly string[] },
): Promise<ConfirmPasswordOutcome> {
  const outcome = await tryPassword(deps, viewer, input, asker);
  if (!outcome.ok) {
    const who = { actorId: viewer.id, subjectId: viewer.id, sessionId: viewer.sessionId };
    noteRefusal(deps, { name: "session.proof_refused", reason: outcome.reason, ...who });
  }
  return outcome;
}

async function tryPassword(
  deps: ConfirmPasswordDeps,
  viewer: Viewer,
  input: { password: string },
  asker: { client: string; deviceTokens: readonly string[] },
): Promise<ConfirmPasswordOutcome> {
  const limit = await deps.limiter.take(limits.stepUp, asker.client);
  if (!limit.ok) return { ok: false, reason: "limited", retryAfterSeconds: limit.retryAfterSeconds };
  const user = await deps.db.user.findUnique({ where: { id: viewer.id }, select: { password: true } });
  const passwordHash = user?.password ?? null;
  const device = findKnownDevice(deps, { email: viewer.email, passwordHash }, asker.deviceTokens);
  const guess = { email: viewer.email, device };
  const guessed = await guessPassword(deps, guess, { password: input.password, passwordHash });
  if (!guessed.ok) return guessed;
  deps.siteAlarm.signinEnded(guessed.matches ? "succeeded" : "failed");
  if (!guessed.matches) return { ok: false, reason: "wrong_password" };
  await deps.db.$transaction(async (tx) => {
    await forgetGuesses(tx, guess);
    await tx.session.updateMany({
      where: { id: viewer.sessionId, userId: viewer.id },
      data: { provenAt: deps.clock.now() },
    });
    const who = { actorId: viewer.id, subjectId: viewer.id, sessionId: viewer.sessionId };
    await recordEvent(deps, tx, { name: "session.proven", ...who, details: { method: "password" } });
  });
  return { ok: true };
}
