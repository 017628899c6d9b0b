const tickMs = 1_000;
const labelWidth = 18;

/**
 * Says what happens and how long it takes. On a terminal a running step counts its seconds.
 *
 * @param {{ isTTY?: boolean, write: (text: string) => unknown }} output
 */
export function createProgress(output = process.stdout) {
  const startedAt = performance.now();
  return {
    /** @param {string} line */
    say: (line) => output.write(`${line}\n`),
    totalSeconds: () => seconds(startedAt),

    /**
     * @template T
     * @param {string} name
     * @param {string} doing such as "building"
     * @param {() => Promise<T>} work
     * @param {(result: T) => string} [done] says what came of it
     * @returns {Promise<T>}
     */
    async step(name, doing, work, done = () => "done") {
      const stepStartedAt = performance.now();
      const label = `  ${name.padEnd(labelWidth)}`;
      const show = () =>
        output.write(`\r${label}${doing} … ${Math.round((performance.now() - stepStartedAt) / 1_000)} s`);
      const ticker = output.isTTY ? setInterval(show, tickMs) : undefined;
      if (!output.isTTY) output.write(`${label}${doing} …\n`);
      try {
        const result = await work();
        output.write(`${output.isTTY ? "\r\u001b[2K" : ""}${label}${done(result)} (${seconds(stepStartedAt)} s)\n`);
        return result;
      } finally {
        clearInterval(ticker);
      }
    },
  };
}

function seconds(since) {
  return ((performance.now() - since) / 1_000).toFixed(1);
}
