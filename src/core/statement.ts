import type { Prisma } from "@/platform/prisma/client";

/** One SQL statement. By its name each connection prepares it once, so a name stands for one text. */
export type Statement = { name: string; text: string; values: readonly unknown[] };

/** Runs a statement and answers its rows. */
export type Run = <Row>(statement: Statement) => Promise<Row[]>;

/**
 * Statements past Prisma, for the paths that many people take at once: a prepared statement costs this process a quarter of what
 * Prisma's does.
 */
export type Statements = {
  run: Run;
  /** What runs by the `Run` that is given takes effect whole, or not at all where `work` throws. */
  transaction<Result>(work: (run: Run) => Promise<Result>): Promise<Result>;
};

/** The same statements within a transaction of Prisma's. */
export function runIn(tx: Prisma.TransactionClient): Run {
  return <Row>({ text, values }: Statement) => tx.$queryRawUnsafe<Row[]>(text, ...values);
}
