import { describe } from "vitest";
import { freePort } from "../../../tests/support/app-server";
import { databaseUrl } from "../../../tests/support/database";
import { itFinds } from "../../../tests/support/doctor-look";
import { databaseUrlWith, limitConnections, sql, throughPooler } from "../../../tests/support/doctor-plants";

describe("the doctor's look at the database", () => {
  itFinds([
    [
      "a database that is not started",
      ["database.refused"],
      async ({ options: { source } }) => {
        source["DATABASE_URL"] = `postgresql://latchkey@127.0.0.1:${await freePort()}/latchkey`;
      },
    ],
    ["a database of another name", ["database.no-database"], databaseUrlWith({ pathname: "/nobody_made_this" })],
    ["a user that is not let in", ["database.password"], databaseUrlWith({ username: "nobody_of_this_name" })],
    ["an empty database", ["migrations.empty"], ({ takeDatabase }) => takeDatabase("empty")],
    [
      "a database of something else",
      ["migrations.foreign"],
      async (setup) => {
        await setup.takeDatabase("empty");
        await setup.sql(`CREATE TABLE "Other" (); ALTER TABLE "Other" OWNER TO ${setup.user}`);
      },
    ],
    [
      "a pending migration",
      ["migrations.pending"],
      sql(() => `DELETE FROM "_prisma_migrations" WHERE "migration_name" LIKE '%rate_limits'`),
    ],
    [
      "an altered migration",
      ["migrations.altered"],
      sql(() => `UPDATE "_prisma_migrations" SET "checksum" = 'other' WHERE "migration_name" LIKE '%rate_limits'`),
    ],
    [
      "a failed migration",
      ["migrations.failed"],
      sql(() => `UPDATE "_prisma_migrations" SET "finished_at" = NULL WHERE "migration_name" LIKE '%rate_limits'`),
    ],
    [
      "a database that is ahead",
      ["migrations.ahead"],
      sql(
        () =>
          `INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "finished_at")
         VALUES ('1', 'x', '99990101000000_later', now())`,
      ),
    ],
    [
      "a table that is closed to the app",
      ["privileges.missing"],
      sql(({ user }) => `REVOKE DELETE ON "Session" FROM ${user}`),
    ],
    [
      "events of the audit log that nobody seals",
      ["audit-log.unsealed"],
      sql(
        () =>
          `INSERT INTO "AuditEvent" ("createdAt", "name", "result") VALUES (now() - interval '2 minutes', 'session.opened', 'OK')`,
      ),
    ],
    [
      "an audit log that is not guarded",
      ["audit-log.triggers"],
      sql(() => `ALTER TABLE "AuditEvent" DISABLE TRIGGER "latchkey_audit_event_kept"`),
    ],
    [
      "an audit log that may not be sealed",
      ["audit-log.functions"],
      sql(({ user }) => `REVOKE EXECUTE ON FUNCTION "latchkey_seal_audit"(integer) FROM ${user}`),
    ],
    [
      "a superuser",
      ["privileges.superuser"],
      async (setup) => {
        const { username } = new URL(databaseUrl("postgres"));
        await databaseUrlWith({ username })(setup);
      },
    ],
    [
      "a trigger that is off",
      ["session-push.triggers"],
      sql(() => `ALTER TABLE "Session" DISABLE TRIGGER "latchkey_session_changed"`),
    ],
    [
      "a pooler that swallows notifications",
      ["session-push.pooler"],
      async (setup) => {
        setup.options.source["DATABASE_DIRECT_URL"] = await throughPooler(setup);
      },
    ],
    [
      "another database to listen on",
      ["session-push.other-database"],
      ({ options: { source } }) => {
        source["DATABASE_DIRECT_URL"] = databaseUrl("postgres");
      },
    ],
    [
      "a database that may not be listened on",
      ["session-push.direct"],
      async ({ options: { source } }) => {
        source["DATABASE_DIRECT_URL"] = `postgresql://latchkey@127.0.0.1:${await freePort()}/latchkey`;
      },
    ],
    ["too few connections", ["connections.few"], limitConnections(10)],
    ["too few connections for a deploy", ["connections.deploy"], limitConnections(15)],
    ["a clock that is wrong", ["clock.far"], ({ options }) => (options.now = () => Date.now() - 60_000)],
    ["a clock that is a little wrong", ["clock.apart"], ({ options }) => (options.now = () => Date.now() + 5_000)],
  ]);
});
