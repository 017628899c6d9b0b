import type { Deps, HasherBusy } from "@/core/deps";
import { lockUserById } from "@/core/lock-user";
import type { RecentViewer } from "@/core/viewer";
import { recordEvent } from "@/features/audit-log/record-event";
import { enqueueMail } from "@/features/outbox/enqueue-mail";
import { checkPassword, type WeakPassword } from "@/features/password/check-password";
import { limits } from "@/features/rate-limit/policy";
import { forgetGuesses } from "@/features/signin/password-guesses";
import { firstPasswordSetMail } from "./first-password-set.email";

export type SetFirstPasswordOutcome =
  | { ok: true }
  | { ok: false; reason: "has_password" }
  | { ok: false; reason: "limited"; retryAfterSeconds: number }
  | WeakPassword
  | HasherBusy;

/**
 * Gives a person who signs in by a provider a password as well. It never replaces one: that takes the old one or a mailed link.
 * Every other session ends, and the owner is told by mail.
 */
export async function setFirstPassword(
  deps: Pick<
    Deps,
    "db" | "clock" | "limiter" | "hasher" | "breachedPasswords" | "sealer" | "appUrl" | "passwordMinLength" | "trace"
  >,
  viewer: RecentViewer,
  input: { password: string },
  asker: { client: string },
): Promise<SetFirstPasswordOutcome> {
  const limit = await deps.limiter.take(limits.firstPassword, asker.client);
  if (!limit.ok) return { ok: false, reason: "limited", retryAfterSeconds: limit.retryAfterSeconds };
  const strength = await checkPassword(deps, { password: input.password, owner: viewer });
  if (!strength.ok) return strength;
  const hashed = await deps.hasher.hash(input.password);
  if (!hashed.ok) return hashed;
  return await deps.db.$transaction(async (tx) => {
    const user = await lockUserById(tx, viewer.id);
    if (!user || user.password !== null) return { ok: false, reason: "has_password" };
    await tx.user.update({ where: { id: user.id }, data: { password: hashed.hash } });
    await tx.session.deleteMany({ where: { userId: user.id, id: { not: viewer.sessionId } } });
    await forgetGuesses(tx, { email: user.email });
    const mail = firstPasswordSetMail({ appUrl: deps.appUrl, changedAt: deps.clock.now() });
    await enqueueMail(deps, tx, { kind: "first-password-set", to: user.email, ...mail });
    const who = { actorId: user.id, subjectId: user.id, sessionId: viewer.sessionId };
    await recordEvent(deps, tx, { name: "password.first_set", ...who });
    return { ok: true };
  });
}
