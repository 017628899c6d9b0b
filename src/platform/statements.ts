import type pg from "pg";
import type { Run, Statements } from "@/core/statement";

/**
 * Statements over the pool. Where `isNamed` is false each is sent whole: connections that share one session would otherwise prepare a name
 * twice.
 */
export function createStatements(pool: pg.Pool, { isNamed }: { isNamed: boolean }): Statements {
  const runOn =
    (connection: Pick<pg.ClientBase, "query">): Run =>
    async <Row>({ name, text, values }: Parameters<Run>[0]) =>
      (await connection.query({ ...(isNamed ? { name } : {}), text, values: [...values] })).rows as Row[];

  return {
    run: runOn(pool),
    async transaction(work) {
      const connection = await pool.connect();
      let broken: Error | undefined;
      try {
        await connection.query("BEGIN");
        const result = await work(runOn(connection));
        await connection.query("COMMIT");
        return result;
      } catch (error) {
        await connection.query("ROLLBACK").catch((reason: unknown) => {
          broken = reason instanceof Error ? reason : new Error("The transaction could not be ended.");
        });
        throw error;
      } finally {
        // A connection in an unknown state serves nobody else.
        connection.release(broken);
      }
    },
  };
}
