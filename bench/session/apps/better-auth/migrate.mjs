/* Makes the tables that Better Auth wants in DATABASE_URL. */
import { getMigrations } from "better-auth/db/migration";
import { auth } from "./auth.js";

const { runMigrations } = await getMigrations(auth.options);
await runMigrations();
await auth.options.database.end();
