import type { Deps, Transaction } from "@/core/deps";
import { lockUserById } from "@/core/lock-user";
import { tokenHash } from "@/core/token-hash";
import type { RecentViewer } from "@/core/viewer";
import { recordEvent } from "@/features/audit-log/record-event";
import { enqueueMail } from "@/features/outbox/enqueue-mail";
import { limits } from "@/features/rate-limit/policy";
import { personalTokenPrefix, scopes, tokensMax, type Scope } from "./policy";
import { tokenCreatedMail } from "./token-created.email";

export type NewToken = {
  /** 1 to 60 characters, its owner's own words. */
  name: string;
  /** At least one. */
  scopes: readonly Scope[];
  lifetimeDays: number;
};

export type CreateTokenOutcome =
  | { ok: true; token: string; expiresAt: Date }
  /** `no_browser`: whoever asks is no browser's session, or has been signed out meanwhile. */
  | { ok: false; reason: "too_many" | "no_browser" }
  | { ok: false; reason: "limited"; retryAfterSeconds: number };

/**
 * Makes a personal access token, a session that its secret alone bears, and tells its owner by mail. The token is in the answer and
 * nowhere else; the row holds its hash. The user's row is locked, so that neither the cap nor a sign-out is passed in a race.
 */
export async function createToken(
  deps: Pick<Deps, "db" | "clock" | "random" | "limiter" | "sealer" | "appUrl" | "trace">,
  viewer: RecentViewer,
  input: NewToken,
): Promise<CreateTokenOutcome> {
  const limit = await deps.limiter.take(limits.tokenCreate, viewer.id);
  if (!limit.ok) return { ok: false, reason: "limited", retryAfterSeconds: limit.retryAfterSeconds };
  return await deps.db.$transaction(async (tx) => {
    const user = await lockUserById(tx, viewer.id);
    if (!user || !(await isBrowser(tx, viewer))) return { ok: false, reason: "no_browser" };
    const now = deps.clock.now();
    const live = await tx.session.count({ where: { userId: viewer.id, kind: "TOKEN", expires: { gt: now } } });
    if (live >= tokensMax) return { ok: false, reason: "too_many" };
    const token = personalTokenPrefix + deps.random.secret();
    const expiresAt = new Date(now.getTime() + input.lifetimeDays * 86_400_000);
    await tx.session.create({
      data: {
        userId: viewer.id,
        kind: "TOKEN",
        sessionToken: tokenHash(token),
        createdAt: now,
        expires: expiresAt,
        label: input.name,
        scopes: [...input.scopes],
        hint: token.slice(-4),
      },
    });
    const mail = tokenCreatedMail({
      appUrl: deps.appUrl,
      name: input.name,
      permissions: input.scopes.map((scope) => scopes[scope]),
      createdAt: now,
      expiresAt,
    });
    await enqueueMail(deps, tx, { kind: "token-created", to: user.email, ...mail });
    const who = { actorId: viewer.id, subjectId: viewer.id, sessionId: viewer.sessionId };
    await recordEvent(deps, tx, { name: "token.created", ...who, details: { scopes: input.scopes.length } });
    return { ok: true, token, expiresAt };
  });
}

async function isBrowser(tx: Transaction, viewer: RecentViewer): Promise<boolean> {
  return (await tx.session.count({ where: { id: viewer.sessionId, userId: viewer.id, kind: "BROWSER" } })) === 1;
}
