import type { Deps, Transaction } from "@/core/deps";
import { runIn } from "@/core/statement";
import { tokenHash } from "@/core/token-hash";
import { recordEvent } from "@/features/audit-log/record-event";
import { enqueueMail } from "@/features/outbox/enqueue-mail";
import { isIdle } from "@/features/sessions/policy";
import { issueRefreshToken } from "./issue-refresh-token";
import { refreshGraceSeconds } from "./policy";
import { tokenReplayedMail } from "./token-replayed.email";

export type RotateRefreshTokenOutcome =
  | { ok: true; refreshToken: string; session: { sessionId: string; userId: string; expiresAt: Date } }
  /** Unknown, expired, of an ended session, or used before: never told apart. */
  | { ok: false; reason: "invalid" };

type Row = {
  id: string;
  usedAt: Date | null;
  sealedSuccessor: Uint8Array | null;
  sessionId: string;
  createdAt: Date;
  expiresAt: Date;
  lastSeenAt: Date | null;
  userId: string;
  email: string;
};

const invalid = { ok: false, reason: "invalid" } as const;

/**
 * Replaces a refresh token, once. Session and row are locked, so of any number of calls at one instant one replaces it, and the others
 * are answered what it was replaced by, as is a client whose answer was lost, for some seconds. A used token that comes later, or whose
 * successor is in use already, is in two hands: the whole session ends, and its owner is told.
 */
export async function rotateRefreshToken(
  deps: Pick<Deps, "db" | "clock" | "random" | "sealer" | "appUrl" | "sessionIdleMinutes" | "sessionStates" | "trace">,
  input: { refreshToken: string },
): Promise<RotateRefreshTokenOutcome> {
  const outcome = await deps.db.$transaction(async (tx) => {
    const row = await lockRow(tx, input.refreshToken);
    const now = deps.clock.now();
    if (!row || row.expiresAt <= now || isIdle({ ...row, kind: "APP" }, deps.sessionIdleMinutes, now)) return invalid;
    const refreshToken = row.usedAt === null ? await replace(deps, tx, row) : successorInGrace(deps, row, row.usedAt);
    if (refreshToken === null) return await endFamily(deps, tx, row);
    const { sessionId, userId, expiresAt } = row;
    return { ok: true as const, refreshToken, session: { sessionId, userId, expiresAt } };
  });
  if (outcome.ok) deps.sessionStates.seen(outcome.session.sessionId, deps.clock.now());
  return outcome;
}

/** The session first, as whoever ends it locks it: two tokens of one line then never wait for each other in a ring. */
async function lockRow(tx: Transaction, token: string): Promise<Row | null> {
  const rows = await tx.$queryRaw<Row[]>`
    SELECT r."id", r."usedAt", r."sealedSuccessor", s."id" AS "sessionId", s."createdAt", s."expires" AS "expiresAt",
      s."lastSeenAt", u."id" AS "userId", u."email"
    FROM "RefreshToken" r JOIN "Session" s ON s."id" = r."sessionId" JOIN "User" u ON u."id" = s."userId"
    WHERE r."tokenHash" = ${tokenHash(token)} AND s."kind" = 'APP' AND u."isVerified" AND u."suspendedAt" IS NULL
    FOR UPDATE OF s, r`;
  return rows[0] ?? null;
}

async function replace(
  deps: Pick<Deps, "clock" | "random" | "sealer">,
  tx: Transaction,
  { id, sessionId }: Row,
): Promise<string> {
  const successor = await issueRefreshToken(deps, runIn(tx), sessionId);
  // This one is in use now: what it replaced is answered no more.
  await tx.refreshToken.updateMany({
    where: { sessionId, sealedSuccessor: { not: null } },
    data: { sealedSuccessor: null },
  });
  await tx.refreshToken.update({
    where: { id },
    data: { usedAt: deps.clock.now(), sealedSuccessor: deps.sealer.seal(successor, sealContext(id)) },
  });
  return successor;
}

function successorInGrace(deps: Pick<Deps, "clock" | "sealer">, row: Row, usedAt: Date): string | null {
  const sinceMs = deps.clock.now().getTime() - usedAt.getTime();
  if (row.sealedSuccessor === null || sinceMs >= refreshGraceSeconds * 1000) return null;
  return deps.sealer.open(row.sealedSuccessor, sealContext(row.id));
}

async function endFamily(
  deps: Pick<Deps, "clock" | "sealer" | "appUrl" | "trace">,
  tx: Transaction,
  row: Row,
): Promise<typeof invalid> {
  const { count } = await tx.session.deleteMany({ where: { id: row.sessionId } });
  if (count === 1) {
    const mail = tokenReplayedMail({ appUrl: deps.appUrl, endedAt: deps.clock.now() });
    await enqueueMail(deps, tx, { kind: "token-replayed", to: row.email, ...mail });
    const who = { actorId: null, subjectId: row.userId, sessionId: row.sessionId };
    await recordEvent(deps, tx, { name: "token.family_revoked", ...who });
  }
  return invalid;
}

function sealContext(id: string): string {
  return `refresh token ${id}`;
}
