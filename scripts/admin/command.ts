import { emailSchema } from "@/core/email";
import { grantAdmin, type GrantOutcome } from "@/features/admin-users/grant-admin";
import type { PrismaClient } from "@/platform/prisma/client";
import { openOwnDatabase, type OwnDatabase } from "../lib/own-database";

const usage = `npm run admin -- grant <email>
                            makes the owner of this confirmed account an administrator

It works on DATABASE_URL, and in local mode on the embedded database while the app does not run.
Exit code: 0 where they are an administrator now, 1 where not, 2 for a command that is not known.`;

/** Answers the exit code. */
export async function main(root: string, args: readonly string[]): Promise<number> {
  const [command, typed = "", ...more] = args;
  if (command !== "grant" || typed === "" || more.length > 0) {
    process.stdout.write(`${usage}\n`);
    return args.length === 1 && command === "--help" ? 0 : 2;
  }
  let database: OwnDatabase | undefined;
  try {
    database = await openOwnDatabase(root);
    const { line, code } = await grant(database.db, typed);
    (code === 0 ? process.stdout : process.stderr).write(`${line}\n`);
    return code;
  } catch (error) {
    process.stderr.write(`${sentenceOf(error)}\n`);
    return 1;
  } finally {
    await database?.close();
  }
}

export async function grant(db: PrismaClient, typed: string): Promise<{ line: string; code: number }> {
  const { data: email } = emailSchema.safeParse(typed);
  if (email === undefined) return { line: "That is not an e-mail address. Nothing was changed.", code: 1 };
  const [{ now }] = await db.$queryRaw<[{ now: Date }]>`SELECT now() AS now`;
  const trace = () => ({ requestId: null, place: null, agent: null });
  const outcome = await grantAdmin({ db, clock: { now: () => now }, trace }, { email });
  return { line: inWords(outcome, email), code: outcome.ok ? 0 : 1 };
}

function inWords(outcome: GrantOutcome, email: string): string {
  if (outcome.ok)
    return outcome.wasOne
      ? `${email} is an administrator already.`
      : `${email} is an administrator now, also where they are signed in: the console is at /admin.`;
  return refusals[outcome.reason];
}

const refusals = {
  unknown: "Nobody has an account with this address. Let them sign up and confirm the address, then run this again.",
  unverified: "This account's address is not confirmed. Let them confirm it by the mailed link, then run this again.",
  suspended: "This account is suspended. Let an administrator restore it first.",
} as const;

/** By code alone where it is the database's: its message may quote what is in a row. */
function sentenceOf(error: unknown): string {
  if (error instanceof Error && error.name === "StartError") return error.message;
  const code = error instanceof Error && "code" in error ? String(error.code) : "no answer";
  return `The database cannot be used (${code}): npm run doctor says more.`;
}
