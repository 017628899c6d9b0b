/* Makes the tables that Better Auth wants in DATABASE_URL, and the accounts of accounts.json. */
import { readFile } from "node:fs/promises";
import { getMigrations } from "better-auth/db/migration";
import { auth } from "./auth.js";

const { runMigrations } = await getMigrations(auth.options);
await runMigrations();
const accounts = JSON.parse(await readFile("accounts.json", "utf8"));
for (const account of accounts) await auth.api.signUpEmail({ body: account });
await auth.options.database.end();
