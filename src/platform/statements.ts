import type pg from "pg";
import type { Run, Statements } from "@/core/statement";

/**
 * Statements over the pool. Where `isNamed` is false each is sent whole: connections that share one session would otherwise prepare a
 * name twice.
 */
export function createStatements(pool: Pick<pg.Pool, "query">, { isNamed }: { isNamed: boolean }): Statements {
  return {
    run: async <Row>({ name, text, values }: Parameters<Run>[0]) =>
      (await pool.query({ ...(isNamed ? { name } : {}), text, values: [...values] })).rows as Row[],
  };
}
