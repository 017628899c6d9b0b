import type pg from "pg";

/** So many that no planner reads the whole of a table for a row of it. */
const many = 20_000;

const at = `timestamptz '2026-03-01 11:00Z' - n * interval '1 minute'`;
const id = (kind: string) => `'${kind}-' || n`;
const digest = (kind: string) => `encode(sha256(convert_to('${kind} ' || n, 'UTF8')), 'hex')`;

/** What each table that an auth path asks is filled with. */
const columns: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  User: {
    id: id("user"),
    name: id("Person"),
    email: `'person-' || n || '@example.com'`,
    password: digest("password"),
    isVerified: `n % 20 <> 0`,
    suspendedAt: `CASE WHEN n % 100 = 0 THEN ${at} END`,
    createdAt: at,
    updatedAt: at,
  },
  Account: {
    id: id("account"),
    userId: id("user"),
    type: `'oauth'`,
    provider: `'google'`,
    providerAccountId: id("subject"),
  },
  Session: {
    id: id("session"),
    userId: id("user"),
    sessionToken: digest("session"),
    createdAt: at,
    expires: `${at} + interval '30 days'`,
    kind: `(ARRAY['BROWSER', 'APP', 'TOKEN'])[n % 3 + 1]::"SessionKind"`,
  },
  Post: {
    id: id("post"),
    title: `'Post ' || n || (ARRAY[' on keys', ' on bread', ''])[n % 3 + 1]`,
    content: `'Text.'`,
    authorId: id("user"),
    published: `n % 10 <> 0`,
    unpublishedAt: `CASE WHEN n % 1000 = 0 THEN ${at} END`,
    publishedAt: `CASE WHEN n % 10 <> 0 THEN ${at} END`,
    createdAt: at,
    updatedAt: at,
  },
  RefreshToken: { id: id("refresh"), sessionId: id("session"), tokenHash: digest("refresh"), createdAt: at },
  OneTimeToken: {
    id: id("token"),
    userId: id("user"),
    purpose: `(ARRAY['VERIFY_EMAIL', 'RESET_PASSWORD', 'PASS_CAPTCHA', 'KNOW_DEVICE'])[n % 4 + 1]::"OneTimeTokenPurpose"`,
    tokenHash: digest("token"),
    createdAt: at,
    expiresAt: `${at} + interval '1 day'`,
  },
  OutboxMail: {
    id: id("mail"),
    kind: `'reset-link'`,
    recipient: `'person-' || n || '@example.com'`,
    status: `'SENT'`,
    createdAt: at,
    dueAt: at,
    settledAt: at,
  },
  DeadAddress: { addressHash: digest("address"), state: `'BOUNCED'`, reason: `'unknown'`, since: at },
  PasswordGuesses: { accountKey: digest("guesses"), guessedAt: `ARRAY[${at}]`, lastAt: at, inARow: `n % 12` },
  RateLimitWindow: { bucket: digest("bucket"), passedAt: `ARRAY[${at}]`, waitMs: "0", endsAt: at },
  SpentCaptcha: { id: digest("captcha"), expiresAt: at },
  SigninTally: { minute: at, failed: "1", succeeded: "20" },
  Profile: { id: id("profile"), userId: id("user"), isPublic: `n % 2 = 0` },
  Image: { id: id("image"), ownerId: id("user"), kind: `'AVATAR'`, createdAt: at },
  ImageFile: { imageId: id("image"), width: "96", bytes: `'\\x00'` },
  StrayPicture: { imageId: id("stray"), dueAt: `timestamptz '2027-01-01Z'` },
  AuditEvent: {
    createdAt: `timestamptz '2026-01-01Z' + n * interval '1 minute'`,
    name: `'session.opened'`,
    result: `'OK'`,
    actorId: id("user"),
    subjectId: id("user"),
    sessionId: id("session"),
    seal: `n / 100`,
  },
};

/** Fills the tables as after some years, past the triggers, and lets the planner know. The connection must be a superuser's. */
export async function insertManyRows(connection: pg.Client): Promise<void> {
  await connection.query("SET session_replication_role = replica");
  for (const [table, values] of Object.entries(columns)) {
    const names = Object.keys(values).map((name) => `"${name}"`);
    await connection.query(
      `INSERT INTO "${table}" (${names.join(", ")})
       SELECT ${Object.values(values).join(", ")} FROM generate_series(1, ${many}) AS n`,
    );
  }
  await connection.query("RESET session_replication_role");
  await connection.query("ANALYZE");
}
