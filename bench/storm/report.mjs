import { median, quantile } from "../lib/statistics.mjs";
import { alignColumns } from "../lib/table.mjs";

/** The figures of one contender over all its rounds. */
export function summarize({ id, name, rounds }) {
  const quietP99Ms = quantile(
    rounds.flatMap(({ quietTimes }) => quietTimes),
    0.99,
  );
  const stormP99Ms = quantile(
    rounds.flatMap(({ stormTimes }) => stormTimes),
    0.99,
  );
  const slices = rounds.flatMap((round) => round.slices);
  return {
    id,
    name,
    quietP99Ms,
    stormP99Ms,
    p99Ratio: stormP99Ms / quietP99Ms,
    signinsPerSecond: median(slices.map(({ signinsPerSecond }) => signinsPerSecond)),
    cpuMsPerSignin: median(slices.map(({ cpuMsPerSignin }) => cpuMsPerSignin)),
    cpuMsPerHash: median(slices.map(({ cpuMsPerHash }) => cpuMsPerHash)),
    hashRatio: median(slices.map(({ cpuMsPerSignin, cpuMsPerHash }) => cpuMsPerSignin / cpuMsPerHash)),
  };
}

/** What we hold ourselves to. */
export function judge(figures) {
  const [ours, nextAuth, betterAuth] = ["latchkey", "next-auth", "better-auth"].map((id) =>
    figures.find((figure) => figure.id === id),
  );
  return [
    atMost(3, ours.p99Ratio, "the p99 of who is signed in, to its quiet value"),
    atLeast(3, ours.signinsPerSecond / nextAuth.signinsPerSecond, "sign-ins a second, to NextAuth's"),
    atLeast(5, ours.signinsPerSecond / betterAuth.signinsPerSecond, "sign-ins a second, to Better Auth's"),
    atMost(1.4, ours.hashRatio, "CPU of a sign-in, to that of the Argon2id hash alone"),
  ];
}

function atMost(bound, ratio, what) {
  return { met: ratio <= bound, bar: `${what}: ${ratio.toFixed(2)} times, at most ${bound}` };
}

function atLeast(bound, ratio, what) {
  return { met: ratio >= bound, bar: `${what}: ${ratio.toFixed(2)} times, at least ${bound}` };
}

/**
 * How many sign-ins a second the machine could do if nothing of one took time but the hash: no product with the same hash can do more,
 * so where memory is slow the bars of throughput may lie above it.
 */
export function ceiling(figures, cores) {
  const hashMs = median(figures.map(({ cpuMsPerHash }) => cpuMsPerHash));
  return `Argon2id alone: ${hashMs.toFixed(1)} ms of CPU, so at most ${((cores * 1_000) / hashMs).toFixed(1)} a second on ${cores} cores`;
}

export function table(figures) {
  const head = [
    "",
    "p99 quiet, ms",
    "p99 in storm, ms",
    "ratio",
    "sign-ins a second",
    "CPU a sign-in, ms",
    "to Argon2id alone",
  ];
  const rows = figures.map((figure) => [
    figure.name,
    figure.quietP99Ms.toFixed(1),
    figure.stormP99Ms.toFixed(1),
    figure.p99Ratio.toFixed(1),
    figure.signinsPerSecond.toFixed(1),
    figure.cpuMsPerSignin.toFixed(1),
    figure.hashRatio.toFixed(2),
  ]);
  return alignColumns([head, ...rows]);
}
