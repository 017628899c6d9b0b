import type { RefusalNote, Refusals } from "@/core/deps";

/** Kinds of refusal that one second keeps apart; a flood from everywhere is counted by event and reason from there on. */
const keptApartMax = 50;

type Counted = { note: RefusalNote; count: number };

/**
 * Collects refusals between two writes. Equal ones are one row with a count, and past the bound who and where is left out, so that a
 * flood of any size writes a bounded number of rows a second. `write` is given them in one go; what it cannot write is tried again.
 */
export function createRefusals({ write }: { write: (refusals: readonly Counted[]) => Promise<void> }): Refusals & {
  flush(): Promise<void>;
} {
  let collected = new Map<string, Counted>();
  function add(note: RefusalNote, count: number): void {
    const kept = collected.size < keptApartMax ? note : anonymous(note);
    const key = JSON.stringify({ ...kept, requestId: null });
    const before = collected.get(key);
    if (before) before.count += count;
    else collected.set(key, { note: kept, count });
  }
  return {
    // Whoever is past a limit may come as often as they like, under another browser's name each time: that would be a row each.
    note: (refusal) => add(refusal.reason === "limited" ? { ...refusal, agent: null } : refusal, 1),
    async flush() {
      if (collected.size === 0) return;
      const writing = collected;
      collected = new Map();
      try {
        await write([...writing.values()]);
      } catch (error) {
        for (const { note, count } of writing.values()) add(note, count);
        throw error;
      }
    },
  };
}

function anonymous(note: RefusalNote): RefusalNote {
  return { ...note, requestId: null, place: null, agent: null, actorId: null, subjectId: null, sessionId: null };
}
