/* Makes the tables that Better Auth wants in DATABASE_URL, and the accounts of ACCOUNTS. */
import { getMigrations } from "better-auth/db/migration";
import { auth } from "./auth.js";

const { runMigrations } = await getMigrations(auth.options);
await runMigrations();
for (const account of JSON.parse(process.env.ACCOUNTS)) await auth.api.signUpEmail({ body: account });
await auth.options.database.end();
