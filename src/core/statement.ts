import type { Prisma } from "@/platform/prisma/client";

/** One SQL statement. By its name each connection prepares it once, so that what is run under a name is one text. */
export type Statement = { name: string; text: string; values: readonly unknown[] };

/** Runs a statement and answers its rows. */
export type Run = <Row>(statement: Statement) => Promise<Row[]>;

/**
 * Statements past Prisma, for the paths that many people take at once: a prepared statement costs this process a quarter of what
 * Prisma's does.
 */
export type Statements = { run: Run };

/** The same statements within a transaction of Prisma's. */
export function runIn(tx: Prisma.TransactionClient): Run {
  return <Row>({ text, values }: Statement) => tx.$queryRawUnsafe<Row[]>(text, ...values);
}

const joinedTexts = new Map<string, string>();

/**
 * Several steps as one statement: one trip, and all or nothing. Each sees the rows as they were before the first of them, but for a row
 * that it had to wait for, and what an earlier step answered by its name; what the last one returns is answered. Under one `name` always
 * the same texts; none of them may begin with WITH.
 */
export function together(name: string, steps: readonly Statement[]): Statement {
  const text = joinedTexts.get(name) ?? joinTexts(steps);
  joinedTexts.set(name, text);
  return { name, text, values: steps.flatMap(({ values }) => values) };
}

function joinTexts(steps: readonly Statement[]): string {
  let taken = 0;
  const texts = steps.map(({ text, values }) => {
    const before = taken;
    taken += values.length;
    return text.replace(/\$(\d+)/g, (_, place) => `$${Number(place) + before}`);
  });
  const last = texts.pop() ?? "";
  const earlier = texts.map((text, index) => `"${steps[index]?.name}" AS (${text})`);
  return earlier.length === 0 ? last : `WITH ${earlier.join(", ")} ${last}`;
}
