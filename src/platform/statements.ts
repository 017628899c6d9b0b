import type pg from "pg";
import type { Run, Statements } from "@/core/statement";

/**
 * Statements over the pool, which sends without waiting for the answer before (`pipeline`). Where `isNamed` is false each is sent whole:
 * connections that share one session would otherwise prepare a name twice.
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
      const run = runOn(connection);
      const sent = new Map<"BEGIN" | "COMMIT", Promise<unknown>>();
      function send(text: "BEGIN" | "COMMIT"): void {
        const answer = connection.query(text);
        // It is awaited in the end; where the work fails before that, its own error is the one to tell.
        answer.catch(() => undefined);
        sent.set(text, answer);
      }
      let broken: Error | undefined;
      // The pool listens only while a connection is idle: one that is cut now would end the process. Its statement fails by itself.
      const onCut = () => undefined;
      connection.on("error", onCut);
      try {
        send("BEGIN");
        const result = await work(run, (statement) => {
          const rows = run<never>(statement);
          send("COMMIT");
          return rows;
        });
        if (!sent.has("COMMIT")) send("COMMIT");
        await Promise.all(sent.values());
        return result;
      } catch (error) {
        await connection.query("ROLLBACK").catch((reason: unknown) => {
          broken = reason instanceof Error ? reason : new Error("The transaction could not be ended.");
        });
        throw error;
      } finally {
        connection.off("error", onCut);
        // A connection in an unknown state serves nobody else.
        connection.release(broken);
      }
    },
  };
}
