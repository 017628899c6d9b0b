import { setTimeout as wait } from "node:timers/promises";

/** Longer than any of these answers takes on a machine that is not overloaded. */
const stepMs = 250;

/**
 * Answers at a multiple of a quarter second after the request, so that the clock does not tell whether an address has an account:
 * what is done for a known and an unknown address differs, the moment of the answer does not.
 */
export async function answerEvenly<Result>(work: () => Promise<Result>): Promise<Result> {
  const startedAt = performance.now();
  try {
    return await work();
  } finally {
    const elapsed = performance.now() - startedAt;
    await wait(Math.ceil(elapsed / stepMs) * stepMs - elapsed);
  }
}
