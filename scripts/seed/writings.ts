import { computeReadTime } from "@/features/posts/read-time";
import { uuidOf, type Dice } from "./dice";
import type { DemoPerson } from "./people";

export type DemoPost = {
  id: string;
  title: string;
  content: string;
  readTime: number | null;
  authorId: string;
  published: boolean;
  publishedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
};

const subjects = [
  ["a pin tumbler", "locks", "The shortest pin sets first, and the longest tells whether you pressed too hard."],
  ["sourdough", "bread", "A starter that doubles in four hours forgives everything else."],
  ["night trains", "travel", "The upper berth is warmer, and nobody climbs over you at three in the morning."],
  [
    "a fountain pen",
    "writing",
    "Flush it with cold water until the water stays clear, then leave it to dry overnight.",
  ],
  ["a balcony garden", "plants", "South is for tomatoes, north for mint, and the wind decides about everything tall."],
  ["an old radio", "repairs", "Change the capacitors first: they have been drying out for sixty years."],
] as const;

const angles = ["What I learned from", "A beginner's notes on", "Five mistakes with", "In praise of"] as const;

/** Two dozen posts in Markdown, some of them drafts, by the writers in turn. */
export function inventPosts(dice: Dice, writers: readonly [DemoPerson, ...DemoPerson[]], now: Date): DemoPost[] {
  return subjects.flatMap((subject, row) =>
    angles.map((angle, column) => {
      const author = writers[(row * angles.length + column) % writers.length] ?? writers[0];
      const age = Math.min(Math.floor(author.age / 24), 1 + dice.below(50));
      const createdAt = new Date(now.getTime() - age * 86_400_000 + dice.below(600) * 60_000);
      const title = `${angle} ${subject[0]}`;
      const content = write(angle, subject);
      const published = column !== 2;
      return {
        ...{ id: uuidOf(title), title, content, readTime: computeReadTime(content), authorId: author.id },
        ...{ published, publishedAt: published ? createdAt : null, createdAt, updatedAt: createdAt },
      };
    }),
  );
}

function write(angle: string, [thing, field, advice]: (typeof subjects)[number]): string {
  return `${angle} ${thing}: this is what I would have liked to read when I began.

## Before you start

You need less than the shops say. For ${field} the list is short:

- an hour in which nobody wants anything of you,
- **one** good tool in place of five cheap ones,
- something to write down what you did.

## The one thing

> ${advice}

I did it wrong for a year. Then I changed one thing at a time and noted what came of it:

1. Do it as you always do.
2. Change one thing.
3. Compare, and keep the better.

## Afterwards

Put everything back where it was, and tell somebody about it. That is where the next idea comes from.
`;
}
