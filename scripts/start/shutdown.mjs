const signals = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Ends what was started, the newest first, once: npm and the terminal may both send the same signal.
 *
 * @param {{ exit?: (code: number) => void }} [process_] replaced in tests
 */
export function createShutdown({ exit = (code) => process.exit(code) } = {}) {
  const endings = [];
  let stopping = false;
  async function stop(code) {
    if (stopping) return;
    stopping = true;
    for (const end of endings.reverse()) await end().catch((error) => console.error(error));
    exit(code);
  }
  for (const signal of signals) process.on(signal, () => void stop(0));
  return {
    stop,
    isStopping: () => stopping,
    /** @param {() => Promise<unknown>} end */
    onStop: (end) => void endings.push(end),
  };
}
