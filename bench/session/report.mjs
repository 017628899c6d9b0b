import { alignColumns } from "../lib/table.mjs";
import { median, quantile } from "../lib/statistics.mjs";

/**
 * The figures of one contender, each the median of its rounds; the ratio is that of the rounds' own ratios, so that a slow moment
 * of the machine counts for both.
 */
export function summarize({ contender, rounds, bareRounds, statements }) {
  return {
    id: contender.id,
    name: contender.name,
    cpuMsPerRequest: median(rounds.map(({ cpuMs }) => cpuMs)),
    cpuRatio: median(rounds.map(({ cpuMs }, round) => cpuMs / bareRounds[round].cpuMs)),
    p50Ms: median(rounds.map(({ times }) => quantile(times, 0.5))),
    p99Ms: median(rounds.map(({ times }) => quantile(times, 0.99))),
    statementsPerRequest: statements,
  };
}

/** One sentence for each bar, and whether it is met. */
export function judge(contenders, figures) {
  return contenders.flatMap(({ id, name, bar = {} }) => {
    const { cpuRatio, statementsPerRequest } = figures.find((figure) => figure.id === id);
    const verdicts = [];
    if (bar.cpuRatio !== undefined) {
      const met = cpuRatio <= bar.cpuRatio;
      verdicts.push({
        met,
        bar: `${name}: ${cpuRatio.toFixed(2)} times the bare route's CPU, at most ${bar.cpuRatio}`,
      });
    }
    if (bar.statements !== undefined) {
      // What runs beside the requests is counted too: it is rounded away.
      const met = Math.round(statementsPerRequest * 10) / 10 === bar.statements;
      const found = statementsPerRequest.toFixed(2);
      verdicts.push({ met, bar: `${name}: ${found} SQL statements a request, to be ${bar.statements}` });
    }
    return verdicts;
  });
}

export function table(figures) {
  const head = ["", "CPU, µs", "to bare", "p50, ms", "p99, ms", "SQL a request"];
  const rows = figures.map((figure) => [
    figure.name,
    (figure.cpuMsPerRequest * 1000).toFixed(0),
    figure.cpuRatio.toFixed(2),
    figure.p50Ms.toFixed(1),
    figure.p99Ms.toFixed(1),
    figure.statementsPerRequest.toFixed(2),
  ]);
  return alignColumns([head, ...rows]);
}
