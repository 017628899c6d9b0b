import { computeReadTime } from "@/features/posts/read-time";
import { uuidOf, type Dice } from "./dice";
import type { DemoPerson } from "./people";
import { write, type Subject } from "./prose";
import { dayMs } from "./recorder";

export type DemoPost = {
  id: string;
  title: string;
  content: string;
  readTime: number | null;
  authorId: string;
  published: boolean;
  publishedAt: Date | null;
  unpublishedAt: Date | null;
  unpublishReason: string | null;
  createdAt: Date;
  updatedAt: Date;
};

const subjects: readonly Subject[] = [
  about(
    "a pin tumbler",
    "locks",
    "a tension wrench",
    "The shortest pin sets first, and the longest tells whether you pressed too hard.",
  ),
  about("sourdough", "bread", "a kitchen scale", "A starter that doubles in four hours forgives everything else."),
  about(
    "night trains",
    "travel",
    "a blanket of your own",
    "The upper berth is warmer, and nobody climbs over you at three in the morning.",
  ),
  about(
    "a fountain pen",
    "writing",
    "a bulb syringe",
    "Flush it with cold water until the water stays clear, then leave it to dry overnight.",
  ),
  about(
    "a balcony garden",
    "plants",
    "a watering can with a rose",
    "South is for tomatoes, north for mint, and the wind decides about everything tall.",
  ),
  about(
    "an old radio",
    "repairs",
    "a multimeter",
    "Change the capacitors first: they have been drying out for sixty years.",
  ),
  about("a bicycle wheel", "bicycles", "a spoke key", "A quarter turn at a time, and the opposite spoke half as much."),
  about("black and white film", "photography", "a thermometer", "One degree too warm is a minute too long."),
  about("a home server", "computers", "a second disk", "A backup that was never restored is a hope and no backup."),
  about(
    "a jumper of wool",
    "knitting",
    "a row counter",
    "Knit the swatch, wash the swatch, and only then believe the swatch.",
  ),
  about(
    "morning birdsong",
    "birds",
    "a notebook",
    "Learn five voices well, and a sixth tells you itself that it is new.",
  ),
  about("a wooden spoon", "carving", "a short knife", "Green wood cuts like cheese, and dry wood cuts like you."),
];

function about(thing: string, field: string, tool: string, advice: string): Subject {
  return { thing, field, tool, advice };
}

const angles = [
  "What I learned from",
  "A beginner's notes on",
  "Five mistakes with",
  "In praise of",
  "A year with",
  "The quiet joy of",
  "How I stopped worrying about",
  "A short history of",
  "What nobody tells you about",
  "Questions and answers on",
] as const;

/** So many are drafts and taken back, of the whole at regular distances. */
const [draftEvery, withheldEvery] = [7, 41];

/** A hundred and twenty posts in Markdown by the writers, the first of them above all; some are drafts, and a few were taken back. */
export function inventPosts(dice: Dice, writers: readonly [DemoPerson, ...DemoPerson[]], now: Date): DemoPost[] {
  return angles.flatMap((angle, row) =>
    subjects.map((subject, column) => {
      const index = row * subjects.length + column;
      const author = index % 9 === 0 ? writers[0] : dice.pick(writers);
      const days = 1 + dice.below(Math.min(58, Math.floor(author.age / 24) - 1));
      const createdAt = new Date(now.getTime() - days * dayMs + dice.below(600) * 60_000);
      const title = `${angle} ${subject.thing}`;
      const content = write(row, subject);
      const isWithheld = index % withheldEvery === withheldEvery - 1;
      const isDraft = index % draftEvery === 3 && !isWithheld;
      const unpublishedAt = isWithheld
        ? new Date(Math.min(createdAt.getTime() + 2 * dayMs, now.getTime() - 60_000))
        : null;
      return {
        ...{ id: uuidOf(title), title, content, readTime: computeReadTime(content), authorId: author.id },
        ...{ published: !isDraft && !isWithheld, publishedAt: isDraft ? null : createdAt, unpublishedAt },
        unpublishReason: isWithheld
          ? "The second paragraph names a neighbour and their house number. Please leave both out."
          : null,
        ...{ createdAt, updatedAt: unpublishedAt ?? createdAt },
      };
    }),
  );
}
