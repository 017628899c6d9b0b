import { MigrationError } from "./history.mjs";

/** What the app may do with the tables that are not simply its own to read and write. */
const narrower = {
  AuditEvent: "SELECT, INSERT",
  AuditSeal: "SELECT",
  AuditTally: "SELECT",
  _prisma_migrations: "SELECT",
};

const functions = [
  '"latchkey_seal_audit"(integer)',
  '"latchkey_forget_audit"(timestamptz, integer)',
  '"latchkey_audit_text"("AuditEvent")',
  '"latchkey_audit_link"(bytea, bigint, text)',
];

/**
 * Gives an existing role exactly what the running app needs, and takes from it what it has besides, in one transaction. Whoever holds
 * that role can append to the audit log and read it, and neither change nor delete a row of it, nor switch off what guards it.
 *
 * @param {import("pg").Client} client connected as the owner of the tables
 * @param {string} role
 * @throws {MigrationError} where the role is missing, or has the owner's rights anyway
 */
export async function grantRuntime(client, role) {
  await refuseOwners(client, role);
  const [schema, to] = [await currentSchema(client), client.escapeIdentifier(role)];
  const tables = await ownNames(client, ["r", "p"]);
  const sequences = await ownNames(client, ["S"]);
  const statements = [
    `REVOKE ALL ON SCHEMA ${schema} FROM ${to}`,
    `GRANT USAGE ON SCHEMA ${schema} TO ${to}`,
    ...tables.flatMap((name) => {
      const table = client.escapeIdentifier(name);
      const may = narrower[name] ?? "SELECT, INSERT, UPDATE, DELETE";
      return [`REVOKE ALL ON TABLE ${table} FROM ${to}`, `GRANT ${may} ON TABLE ${table} TO ${to}`];
    }),
    ...sequences.map((name) => `GRANT USAGE ON SEQUENCE ${client.escapeIdentifier(name)} TO ${to}`),
    ...functions.map((signature) => `GRANT EXECUTE ON FUNCTION ${signature} TO ${to}`),
  ];
  await client.query(`BEGIN; ${statements.join("; ")}; COMMIT`).catch(async (error) => {
    await client.query("ROLLBACK");
    throw new MigrationError(`Nothing was granted to ${role}. ${error.message}`, { cause: error });
  });
  await refuseMakers(client, role);
}

/** Whoever is, or is a member of, the owner may alter the tables whatever was granted; so may a superuser. */
async function refuseOwners(client, role) {
  const { rows: known } = await client.query("SELECT FROM pg_roles WHERE rolname = $1", [role]);
  if (known.length === 0) throw new MigrationError(`There is no role ${role}: CREATE ROLE … LOGIN first.`);
  const { rows } = await client.query(
    `SELECT FROM pg_class WHERE oid = '"AuditEvent"'::regclass AND pg_has_role($1, relowner, 'MEMBER')`,
    [role],
  );
  if (rows.length > 0)
    throw new MigrationError(
      `${role} has the rights of the tables' owner: choose a role that is neither owner nor superuser.`,
    );
}

async function refuseMakers(client, role) {
  const { rows } = await client.query("SELECT has_schema_privilege($1, current_schema(), 'CREATE') AS may", [role]);
  if (!rows[0].may) return;
  const schema = await currentSchema(client);
  throw new MigrationError(
    `${role} has its rights, but may still make tables: REVOKE CREATE ON SCHEMA ${schema} FROM PUBLIC, and from its groups.`,
  );
}

async function currentSchema(client) {
  const { rows } = await client.query("SELECT quote_ident(current_schema()) AS name");
  return rows[0].name;
}

/** Those in the schema that belong to the owner of the app's tables; others are none of ours. */
async function ownNames(client, kinds) {
  const { rows } = await client.query(
    `SELECT relname AS name FROM pg_class
     WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND relkind = ANY($1::"char"[])
       AND relowner = (SELECT relowner FROM pg_class WHERE oid = '"AuditEvent"'::regclass)
     ORDER BY 1`,
    [kinds],
  );
  return rows.map(({ name }) => name);
}
