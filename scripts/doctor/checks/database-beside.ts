import { randomBytes } from "node:crypto";
import pg from "pg";
import { read, type Context } from "../context";
import type { DoctorDatabase } from "../database";
import { codeOf } from "../database";
import { fault, good, note, orGood, warning, type Finding } from "../finding";
import { onDatabase } from "./database";

const triggers = [
  "latchkey_session_changed",
  "latchkey_session_truncated",
  "latchkey_user_changed",
  "latchkey_user_deleted",
];

/** What one instance may open: its pool and the connection that listens (src/platform/database.ts, session-push.ts). */
const connectionsOfOne = 11;

/** A notification that has not come after so long does not come. */
const notifiedMs = 1_000;

const clockLimits = { warnMs: 2_000, faultMs: 30_000 };

export function checkSessionPush(context: Context): Promise<Finding[]> {
  return onDatabase(context, "session-push", async (database) => {
    const missing = await missingTriggers(database);
    const pushed = await listenFault(database, read(context, "DATABASE_DIRECT_URL") ?? database.url);
    const found = missing.length > 0 ? [withoutTriggers(missing)] : [];
    return orGood([...found, ...pushed], "session-push", "triggers are there, and notifications arrive");
  });
}

/** Those that are not there or switched off; none where the table itself is missing, which is told with the migrations. */
async function missingTriggers(database: DoctorDatabase): Promise<string[]> {
  const rows = await database.query<{ name: string }>(
    `SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass('"Session"') IS NOT NULL
       AND NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = name AND tgenabled <> 'D')`,
    [triggers],
  );
  return rows.map(({ name }) => name);
}

function withoutTriggers(missing: readonly string[]): Finding {
  const sentence = `an ended session may live on in memory, for triggers are missing or disabled: ${missing.join(", ")}`;
  const remedy =
    "ALTER TABLE … ENABLE TRIGGER, or take them from prisma/migrations/20261123150000_session_kinds_and_push.";
  return fault({ id: "session-push.triggers", sentence, remedy });
}

/** Listens where the app would, and notifies through the other way in: a pooler in between lets the word get lost. */
async function listenFault(database: DoctorDatabase, directUrl: string): Promise<Finding[]> {
  const options = { connectionString: directUrl, connectionTimeoutMillis: 2_000, query_timeout: 1_500 };
  const client = new pg.Client({ ...options, application_name: "latchkey doctor" });
  client.on("error", () => undefined);
  try {
    await client.connect();
    if (!(await isSameDatabase(database, client))) {
      const sentence = "DATABASE_DIRECT_URL names another database than DATABASE_URL";
      return [fault({ id: "session-push.other-database", sentence, remedy: "Name the same one in both." })];
    }
    return (await isNotified(database, client)) ? [] : [swallowed()];
  } catch (error) {
    const sentence = `DATABASE_DIRECT_URL cannot be listened on (${codeOf(error) || "no answer"})`;
    return [
      fault({ id: "session-push.direct", sentence, remedy: "Correct it, or leave it out where there is no pooler." }),
    ];
  } finally {
    void client.end().catch(() => undefined);
  }
}

function swallowed(): Finding {
  const sentence = "notifications do not arrive, as behind a pooler: each check of a session is a statement";
  const remedy = "Name the database past the pooler in DATABASE_DIRECT_URL.";
  return warning({ id: "session-push.pooler", sentence, remedy });
}

async function isSameDatabase(database: DoctorDatabase, client: pg.Client): Promise<boolean> {
  const which = `SELECT concat_ws(' ', current_database(), pg_postmaster_start_time()) AS name`;
  const [[one], { rows }] = await Promise.all([
    database.query<{ name: string }>(which),
    client.query<{ name: string }>(which),
  ]);
  return one?.name === rows[0]?.name;
}

async function isNotified(database: DoctorDatabase, client: pg.Client): Promise<boolean> {
  const channel = `latchkey_doctor_${randomBytes(8).toString("hex")}`;
  await client.query(`LISTEN ${channel}`);
  return await new Promise<boolean>((resolve, reject) => {
    const timer = setTimeout(resolve, notifiedMs, false);
    client.once("notification", () => {
      clearTimeout(timer);
      resolve(true);
    });
    database.query("SELECT pg_notify($1, '')", [channel]).catch(reject);
  });
}

type Room = { server: number; user: number; database: number; instances: number };

export function checkConnections(context: Context): Promise<Finding[]> {
  return onDatabase(context, "connections", async (database) => {
    if (context.mode === "local") return [note("connections", "one instance, in local mode")];
    const [room] = await database.query<Room>(
      `SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS server,
         (SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user) AS "user",
         (SELECT datconnlimit FROM pg_database WHERE datname = current_database()) AS database,
         (SELECT count(*)::int FROM pg_stat_activity
          WHERE application_name = 'latchkey push' AND datname = current_database()) AS instances`,
    );
    return room ? judgeRoom(room) : [];
  });
}

export function judgeRoom({ server, user, database, instances }: Room): Finding[] {
  const limits = { "the server": server, "the app's user": user, "the database": database };
  const [who, most] = Object.entries(limits)
    .filter(([, limit]) => limit >= 0)
    .reduce((least, next) => (next[1] < least[1] ? next : least));
  const need = connectionsOfOne * Math.max(1, instances);
  const counted = instances > 1 ? `${instances} instances` : "an instance";
  const remedy = "Raise the limit (max_connections, CONNECTION LIMIT), or put a pooler such as PgBouncer in front.";
  if (most < need) {
    const sentence = `${who} allows ${most} connections, and ${counted} may open ${need}`;
    return [fault({ id: "connections.few", sentence, remedy })];
  }
  if (most < 2 * need) {
    const sentence = `${who} allows ${most} connections: too few while a deploy runs ${counted} twice (${2 * need})`;
    return [warning({ id: "connections.deploy", sentence, remedy })];
  }
  return [good("connections", `${most} allowed, ${counted} may open ${need}`)];
}

export function checkClock(context: Context): Promise<Finding[]> {
  return onDatabase(context, "clock", async (database) => {
    const askedAt = context.now();
    const [row] = await database.query<{ at: number }>(
      `SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS at`,
    );
    const answeredAt = context.now();
    const apartMs = (askedAt + answeredAt) / 2 - (row?.at ?? NaN);
    return judgeClock(Math.sign(apartMs) * Math.max(0, Math.abs(apartMs) - (answeredAt - askedAt) / 2));
  });
}

/** Beyond what the way there and back may explain; ahead is above 0. */
function judgeClock(apartMs: number): Finding[] {
  const seconds = Math.abs(apartMs / 1000).toFixed(1);
  const sentence = `this machine is ${seconds} s ${apartMs > 0 ? "ahead of" : "behind"} the database`;
  const remedy = "Let both take the time from the network (chrony, systemd-timesyncd).";
  if (Math.abs(apartMs) > clockLimits.faultMs) return [fault({ id: "clock.far", sentence, remedy })];
  if (Math.abs(apartMs) > clockLimits.warnMs) return [warning({ id: "clock.apart", sentence, remedy })];
  return [good("clock", `within ${seconds} s of the database's`)];
}
