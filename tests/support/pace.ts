/**
 * What a machine that is short of time may spoil, and a fault spoils each time: runs rounds until one holds, at most so many. Answers what
 * the last one found.
 */
export async function untilOneHolds<Found>(
  round: () => Promise<Found>,
  holds: (found: Found) => boolean,
  roundsMax = 4,
): Promise<Found> {
  let found = await round();
  for (let rounds = 1; rounds < roundsMax && !holds(found); rounds++) found = await round();
  return found;
}

/** How many minutes have begun since then, on the clock of `performance`: a limit of so many a minute lets through that many times as many. */
export function begunMinutes(since: number): number {
  return Math.floor((performance.now() - since) / 60_000) + 1;
}

/** The 95th percentile; of no times at all it is endless. */
export function p95(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? Infinity;
}
