import pg from "pg";

/** What one seal covers at most in ours. */
const eventsPerSeal = 1_000;

const names = ["Ada", "Grace", "Alan", "Barbara", "Alonzo", "Frances", "Donald", "Emmy", "Tony", "Margaret"];
const surnames = [
  "Berg",
  "Castillo",
  "Dubois",
  "Evans",
  "Fischer",
  "Garcia",
  "Haddad",
  "Ivanova",
  "Jansen",
  "Kim",
  "Lopez",
];

/** Whole years of a site: the newest row is of this moment, the oldest of three years ago. */
const spread = (n, count) => `now() - (${count} - ${n}) * (interval '3 years' / ${count})`;
const pick = (list, index) => `(ARRAY[${list.map((word) => `'${word}'`).join(", ")}])[${index} % ${list.length} + 1]`;
const digest = (text) => `encode(sha256(convert_to(${text}, 'UTF8')), 'hex')`;

/** The secret of a person's nth session is `session n`: sessions go round, so that person n has those of n, n + users, and so on. */
const columnsOf = ({ users, sessions, events, passwordHash, kinds }) => ({
  User: {
    count: users,
    columns: {
      id: `'user-' || n`,
      name: `${pick(names, "n")} || ' ' || ${pick(surnames, "(n / 7)")}`,
      email: `'person-' || n || '@example.com'`,
      password: `CASE WHEN n % 10 <> 0 OR n <= 1000 THEN ${pg.escapeLiteral(passwordHash)} END`,
      role: `(CASE WHEN n % 10000 = 0 THEN 'ADMIN' WHEN n % 2000 = 0 THEN 'MODERATOR' ELSE 'USER' END)::"Role"`,
      isVerified: `n % 50 <> 13`,
      suspendedAt: `CASE WHEN n % 500 = 7 THEN now() END`,
      createdAt: `(${spread("n", users)})::timestamp`,
      updatedAt: "now()",
    },
  },
  Account: {
    count: users / 5,
    columns: {
      id: `'account-' || n`,
      userId: `'user-' || n * 5`,
      type: `'oauth'`,
      provider: `CASE WHEN n % 200 = 0 THEN 'gitlab' ELSE 'google' END`,
      providerAccountId: `'subject-' || n`,
    },
  },
  Session: {
    count: sessions,
    columns: {
      id: `'session-' || n`,
      userId: `'user-' || (n - 1) % ${users} + 1`,
      sessionToken: digest(`'session ' || n`),
      createdAt: `now() - n % 29 * interval '1 day'`,
      expires: `now() + interval '1 day' + n % 29 * interval '1 day'`,
      kind: `(CASE WHEN n % 10 = 0 THEN 'TOKEN' WHEN n % 4 = 0 THEN 'APP' ELSE 'BROWSER' END)::"SessionKind"`,
      label: `'Firefox on Linux'`,
      place: `'192.0.2.x'`,
    },
  },
  // Some kinds of event are frequent and some rare, in an order left to a hash of the number.
  AuditEvent: {
    count: events,
    from: `CROSS JOIN LATERAL (SELECT floor(power((hashint8(n) & 65535) / 65536.0, 3) * ${kinds.length})::int AS at) AS chance
      JOIN json_to_recordset(${pg.escapeLiteral(JSON.stringify(kinds.map((kind, at) => ({ at, ...kind }))))}::json)
        AS kind("at" int, "name" text, "result" text, "reason" text) USING ("at")`,
    columns: {
      number: "n",
      createdAt: spread("n", events),
      name: `kind."name"`,
      result: `kind."result"::"AuditResult"`,
      reason: `kind."reason"`,
      actorId: `CASE WHEN n % 9 <> 0 THEN 'user-' || (hashint8(n + 1) & 2147483647) % ${users} + 1 END`,
      subjectId: `'user-' || (hashint8(n + 1) & 2147483647) % ${users} + 1`,
      sessionId: `'session-' || (hashint8(n + 2) & 2147483647) % ${sessions} + 1`,
      place: `'192.0.2.x'`,
      agent: `'Firefox on Linux'`,
      requestId: `'request-' || n / 2`,
      seal: `CASE WHEN n <= ${events} - 50 THEN (n - 1) / ${eventsPerSeal} + 1 END`,
    },
  },
  // Links of a chain without what they would cover: a page shows them, and nobody verifies them here.
  AuditSeal: {
    count: Math.ceil((events - 50) / eventsPerSeal),
    columns: {
      position: "n",
      sealedAt: spread(`n * ${eventsPerSeal}`, events),
      events: `${eventsPerSeal}`,
      previousHash: `sha256(convert_to((n - 1)::text, 'UTF8'))`,
      hash: `sha256(convert_to(n::text, 'UTF8'))`,
    },
  },
});

/**
 * Fills a migrated database in the order of time, past the triggers, lets the planner know, and warms its memory. Indexes are built after the rows, which
 * takes a fraction of the time.
 * @param {{ users: number, sessions: number, events: number, passwordHash: string, kinds: object[] }} amounts `kinds` are the events that happen
 */
export async function loadRows(databaseUrl, amounts, say) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query("SET session_replication_role = replica; SET maintenance_work_mem = '512MB'");
    for (const [table, { count, columns, from = "" }] of Object.entries(columnsOf(amounts))) {
      say(`loading ${count} rows of ${table}`);
      await loadTable(client, { table, count, columns, from });
    }
    await client.query("SELECT setval(pg_get_serial_sequence('\"AuditEvent\"', 'number'), $1)", [amounts.events]);
    await client.query("VACUUM ANALYZE");
    await client.query("CHECKPOINT");
    await warm(client);
  } finally {
    await client.end();
  }
}

/** Takes into memory what sign-ins and checks read, as in a site that has been running for a while. */
async function warm(client) {
  await client.query("CREATE EXTENSION IF NOT EXISTS pg_prewarm");
  await client.query(
    `SELECT pg_prewarm(oid) FROM pg_class
     WHERE oid = ANY ($1::regclass[]) OR oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = ANY ($1::regclass[]))`,
    [['"User"', '"Session"']],
  );
}

async function loadTable(client, { table, count, columns, from }) {
  const { rows: indexes } = await client.query(
    `SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition FROM pg_index
     WHERE indrelid = $1::regclass AND NOT indisprimary`,
    [`"${table}"`],
  );
  for (const { name } of indexes) await client.query(`DROP INDEX ${name}`);
  const into = Object.keys(columns).map((column) => `"${column}"`);
  await client.query(
    `INSERT INTO "${table}" (${into.join(", ")})
     SELECT ${Object.values(columns).join(", ")} FROM generate_series(1::bigint, ${count}) AS n ${from} ORDER BY n`,
  );
  for (const { definition } of indexes) await client.query(definition);
}
