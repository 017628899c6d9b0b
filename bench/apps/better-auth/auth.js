import { betterAuth } from "better-auth";
import pg from "pg";

/** As its documentation has it, on its own adapter for pg. The cookie cache lasts longer than a run, so that none is measured renewing. */
export const auth = betterAuth({
  database: new pg.Pool({ connectionString: process.env.DATABASE_URL }),
  emailAndPassword: { enabled: true },
  user: { additionalFields: { role: { type: "string", defaultValue: "USER", input: false } } },
  // On by default, and by an address that every request of a benchmark shares.
  rateLimit: { enabled: false },
  session: { cookieCache: { enabled: process.env.COOKIE_CACHE === "1", maxAge: 3600 } },
});
