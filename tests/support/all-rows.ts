import type { TestDeps } from "./deps";

/** Every row of every table but the log itself, and the count of guesses, which is taken before a guess is looked at. */
export async function rowsBesideTheLog(deps: TestDeps): Promise<string[]> {
  const tables = await deps.db.$queryRaw<{ name: string }[]>`
    SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'
      AND tablename NOT IN ('_prisma_migrations', 'AuditEvent', 'PasswordGuesses') ORDER BY 1`;
  const rows = [];
  for (const { name } of tables) {
    const text = `SELECT coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '') AS rows FROM ${name} t`;
    rows.push(...(await deps.statements.run<{ rows: string }>({ name: `all of ${name}`, text, values: [] })));
  }
  return rows.map((table) => table.rows);
}
