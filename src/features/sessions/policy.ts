/** Fixed by the product: a session ends after seven days, however much it was used. */
export const sessionTtlDays = 7;

/** A proof of identity that is older asks for a new one before the ways into an account may change. */
export const freshProofMinutes = 10;

/** Three days: a device left lying about over a long weekend is out. Settable by SESSION_IDLE_MINUTES. */
export const sessionIdleMinutesDefault = 3 * 24 * 60;

/**
 * More devices than a person uses, few enough to look through; one more ends the oldest. The database keeps it, by the trigger
 * `latchkey_session_opened`: another number takes a migration too.
 */
export const sessionsMax = 20;

/** The sessions that are devices and apps in their owner's words: all but personal access tokens. */
export const deviceKinds = ["BROWSER", "APP"] as const;

export type DeviceKind = (typeof deviceKinds)[number];

/** Whether a proof of that time is still fresh enough. */
export function isFreshProof(provenAt: Date | null, now: Date): boolean {
  return provenAt !== null && now.getTime() - provenAt.getTime() < freshProofMinutes * 60_000;
}

/** Whether a session was left unused for too long. A personal access token has an end of its own and no idle limit. */
export function isIdle(
  session: { kind: "BROWSER" | "APP" | "TOKEN"; createdAt: Date; lastSeenAt: Date | null },
  idleMinutes: number | null,
  now: Date,
): boolean {
  if (idleMinutes === null || session.kind === "TOKEN") return false;
  const usedAt = session.lastSeenAt ?? session.createdAt;
  return now.getTime() - usedAt.getTime() >= idleMinutes * 60_000;
}
