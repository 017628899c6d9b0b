import type { CheckId } from "./catalogue";

/** `skipped`: not looked at, and the sentence says why. Only a fault makes the command fail. */
export type Level = "good" | "note" | "skipped" | "warning" | "fault";

export type Finding = {
  /** Stable, for machines: the check, and what was found where it is not good. */
  id: CheckId | `${CheckId}.${string}`;
  level: Level;
  /** One sentence in plain words, without a secret. */
  sentence: string;
  /** What to do, where there is something to do. */
  remedy?: string;
};

type Problem = { id: `${CheckId}.${string}`; sentence: string; remedy: string };

export function good(id: CheckId, sentence: string): Finding {
  return { id, level: "good", sentence };
}

export function note(id: Finding["id"], sentence: string): Finding {
  return { id, level: "note", sentence };
}

export function skipped(id: CheckId, sentence: string): Finding {
  return { id, level: "skipped", sentence };
}

export function warning(problem: Problem): Finding {
  return { level: "warning", ...problem };
}

export function fault(problem: Problem): Finding {
  return { level: "fault", ...problem };
}

/** Where nothing was found, what was looked at. */
export function orGood(found: readonly Finding[], id: CheckId, sentence: string): Finding[] {
  return found.length > 0 ? [...found] : [good(id, sentence)];
}
