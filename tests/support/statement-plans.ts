import type pg from "pg";

type Asked = string | { name?: string; text: string; values?: unknown[] };

/** `isPrepared` where the connection keeps it by a name. */
export type SentStatement = { text: string; values: readonly unknown[]; isPrepared: boolean };

/** What a pool's connections send from now on, Prisma's statements and our own. For a pool that nobody has asked anything yet. */
export function watchStatements(pool: pg.Pool): SentStatement[] {
  const sent: SentStatement[] = [];
  pool.on("connect", (connection) => {
    const query = new Proxy(connection.query.bind(connection), {
      apply(target, self, given: [asked: Asked, values: unknown]) {
        sent.push(toSent(...given));
        return Reflect.apply(target, self, given) as unknown;
      },
    });
    Object.assign(connection, { query });
  });
  return sent;
}

function toSent(asked: Asked, values: unknown): SentStatement {
  const given = Array.isArray(values) ? values : [];
  return typeof asked === "string"
    ? { text: asked, values: given, isPrepared: false }
    : { text: asked.text, values: asked.values ?? given, isPrepared: asked.name !== undefined };
}

type PlanNode = { "Node Type": string; "Relation Name"?: string; "Index Name"?: string; Plans?: PlanNode[] };
type PlanRow = { "QUERY PLAN": [{ Plan: PlanNode }] };

/**
 * The tables that a statement would read from end to end by the plan for its values and, where it is prepared, by the one for any values,
 * which a connection may keep. Runs nothing.
 */
export async function tablesReadWhole(connection: pg.Client, statement: SentStatement): Promise<string[]> {
  const nodes = await planOf(connection, statement);
  return nodes.filter((node) => node["Node Type"] === "Seq Scan").map((node) => node["Relation Name"] ?? "?");
}

/** The indexes that a statement would be led by, likewise. */
export async function indexesRead(connection: pg.Client, statement: SentStatement): Promise<Set<string>> {
  const nodes = await planOf(connection, statement);
  return new Set(nodes.flatMap((node) => node["Index Name"] ?? []));
}

async function planOf(connection: pg.Client, statement: SentStatement): Promise<PlanNode[]> {
  const { text, values, isPrepared } = statement;
  if (!/^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b/i.test(text)) return [];
  const { rows } = await connection.query<PlanRow>(`EXPLAIN (FORMAT JSON) ${text}`, [...values]);
  return [...nodesOf(rows), ...(isPrepared ? nodesOf(await explainForAny(connection, statement)) : [])];
}

async function explainForAny(connection: pg.Client, { text, values }: SentStatement): Promise<PlanRow[]> {
  await connection.query("SET plan_cache_mode = force_generic_plan");
  await connection.query(`PREPARE asked AS ${text}`);
  try {
    const nulls = values.length === 0 ? "" : `(${values.map(() => "NULL").join(", ")})`;
    return (await connection.query<PlanRow>(`EXPLAIN (FORMAT JSON) EXECUTE asked${nulls}`)).rows;
  } finally {
    await connection.query("DEALLOCATE asked");
  }
}

function nodesOf(rows: readonly PlanRow[]): PlanNode[] {
  return rows.flatMap((row) => row["QUERY PLAN"]).flatMap(({ Plan }) => withThoseBelow(Plan));
}

function withThoseBelow(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(withThoseBelow)];
}
