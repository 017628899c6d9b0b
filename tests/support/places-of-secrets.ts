import type { AppDatabase } from "./app-database";
import type { Answer } from "./exchange";
import type { Visitor } from "./form-client";

/** Values that were typed or handed out, by what they are called in a fault. */
export type Named = Readonly<Record<string, string>>;

/** Where something was asked for, and all that came. */
export type Told = { asked: string; text: string };

/** What is shown, and what no page shows: cookies, and redirects with their bodies. */
export type Recorded = { shown: Told[]; passed: Told[] };

/** Keeps all that the visitor is answered from now on. */
export function recordAnswers(visitor: Visitor, { shown, passed }: Recorded): Visitor {
  const { send } = visitor;
  visitor.send = async (outgoing) => {
    const answer = await send(outgoing);
    const asked = `${outgoing.method ?? "GET"} ${outgoing.path.split("?")[0]}`;
    const isRedirect = answer.status >= 300 && answer.status < 400;
    (isRedirect ? passed : shown).push({ asked, text: told(answer) });
    passed.push({ asked: `a cookie from ${asked}`, text: answer.setCookies.join("\n") });
    return answer;
  };
  return visitor;
}

function told({ headers, text }: Answer): string {
  return `${JSON.stringify({ ...headers, "set-cookie": undefined })}\n${text}`;
}

/** Which of the values stand in which of the texts. */
export function foundIn(texts: readonly Told[], values: Named): string[] {
  const known = Object.entries(values).map(([name, value]) => ({ name, writings: writingsOf(value) }));
  const found = texts
    .filter(({ text }) => text !== "")
    .flatMap(({ asked, text }) =>
      known
        .filter(({ writings }) => writings.some((writing) => holds(text, writing)))
        .map(({ name }) => `${name} in ${asked}`),
    );
  return [...new Set(found)];
}

/** Which of the values stand in which column of any table, also as bytes or inside of JSON. */
export async function foundInTables(database: AppDatabase, values: Named): Promise<string[]> {
  const tables = await database.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'`,
  );
  const columns: Told[] = [];
  for (const { name } of tables) {
    const rows = await database.query<{ key: string; text: string | null }>(
      `SELECT key, string_agg(value, E'\\n') AS text FROM "${name}" t, jsonb_each_text(to_jsonb(t)) GROUP BY key`,
    );
    columns.push(...rows.map(({ key, text }) => ({ asked: `${name}.${key}`, text: text ?? "" })));
  }
  return foundIn(columns, values);
}

/** Six digits may stand in a longer number by chance, a value of letters in nothing. */
function holds(text: string, writing: string): boolean {
  if (!/^\d+$/.test(writing)) return text.includes(writing);
  return new RegExp(`(?<![\\w.+-])${writing}(?![\\w.-])`).test(text);
}

/** As it is, as in an address, in hex, and in base64 at each of the three places where it may begin. */
function writingsOf(value: string): string[] {
  if (/^\d+$/.test(value)) return [value];
  const bytes = Buffer.from(value);
  const shifted = [0, 1, 2].map((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), bytes]);
    const end = Math.floor((whole.length * 8) / 6);
    return whole.toString("base64url").slice(Math.ceil((shift * 8) / 6), end);
  });
  return [value, encodeURIComponent(value), bytes.toString("hex"), ...shifted];
}
