/** Fixed by the product: a session ends after seven days, however much it was used. */
export const sessionTtlDays = 7;

/** A proof of identity that is older asks for a new one before the ways into an account may change. */
export const freshProofMinutes = 10;

/** Whether a proof of that time is still fresh enough. */
export function isFreshProof(provenAt: Date | null, now: Date): boolean {
  return provenAt !== null && now.getTime() - provenAt.getTime() < freshProofMinutes * 60_000;
}
