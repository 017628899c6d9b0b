import { createHash } from "node:crypto";

/** Numbers that look thrown and are the same on every run: what they make up can be told of and tested. */
export type Dice = {
  /** A whole number from 0 up to below `sides`. */
  below(sides: number): number;
  /** Whether something of this probability comes to be. */
  chance(probability: number): boolean;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
};

/** Mulberry32: 32 bits of state are plenty for some thousand throws. */
export function createDice(seed: number): Dice {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (sides: number) => Math.floor(next() * sides);
  return {
    below,
    chance: (probability) => next() < probability,
    pick: (items) => items[below(items.length)] ?? items[0],
  };
}

/** The same UUID for the same words, on every machine. */
export function uuidOf(words: string): string {
  const hex = createHash("sha256").update(`latchkey demo ${words}`).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}
