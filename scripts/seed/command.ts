import { createPasswordHasher } from "@/platform/password-hasher";
import { createPictureEncoder } from "@/platform/picture-encoder";
import type { PrismaClient } from "@/platform/prisma/client";
import { createRandom } from "@/platform/random";
import { readSource } from "../doctor/source";
import { openOwnDatabase, type OwnDatabase } from "../lib/own-database";
import { fillDatabase, type Filled } from "./fill";
import { demoPassword, hindrance, personas, type DemoPerson } from "./people";

const anywhere = "--on-another-machine";

const usage = `npm run seed                made-up people, posts, mails and 60 days of history, for local mode
npm run seed -- ${anywhere}
                            also where DATABASE_URL is not on this machine: anybody may read these people's password

It works on the embedded database while the app does not run, and on DATABASE_URL. Running it twice changes nothing.
Exit code: 0 where the demo data is there now, 1 where not, 2 for an option that is not known.`;

/** Answers the exit code. */
export async function main(root: string, args: readonly string[]): Promise<number> {
  if (args.some((arg) => arg !== anywhere)) {
    process.stdout.write(`${usage}\n`);
    return args.length === 1 && args[0] === "--help" ? 0 : 2;
  }
  const { source, mode } = readSource(root);
  const refusal = whyNot({
    url: source["DATABASE_URL"],
    nodeEnv: process.env["NODE_ENV"],
    mode,
    isMeant: args.includes(anywhere),
  });
  if (refusal !== null) return fail(refusal);
  let database: OwnDatabase | undefined;
  try {
    database = await openOwnDatabase(root);
    process.stdout.write(`${inWords(await fill(database.db))}\n`);
    return 0;
  } catch (error) {
    return fail(sentenceOf(error));
  } finally {
    await database?.close();
  }
}

function fail(sentence: string): 1 {
  process.stderr.write(`${sentence}\n`);
  return 1;
}

type Asked = { url: string | undefined; nodeEnv: string | undefined; mode: string; isMeant: boolean };

/** Why this is no place for people whose password everybody knows; null where it is one. */
export function whyNot({ url, nodeEnv, mode, isMeant }: Asked): string | null {
  if (nodeEnv === "production" || mode === "production")
    return "This is a set-up for production: people whose password everybody knows have no place in it. Nothing was changed.";
  if (!url || isMeant || isOnThisMachine(url)) return null;
  return `DATABASE_URL is not on this machine. If it is meant, run npm run seed -- ${anywhere}. Nothing was changed.`;
}

function isOnThisMachine(url: string): boolean {
  return URL.canParse(url) && ["localhost", "127.0.0.1", "[::1]", ""].includes(new URL(url).hostname);
}

async function fill(db: PrismaClient): Promise<Filled> {
  const [{ now }] = await db.$queryRaw<[{ now: Date }]>`SELECT now() AS now`;
  const hasher = createPasswordHasher({ size: 1 });
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  try {
    const pictures = createPictureEncoder();
    return await fillDatabase({ db, clock: { now: () => now }, random: createRandom(), hasher, pictures, log });
  } finally {
    await hasher.close();
  }
}

function inWords(filled: Filled): string {
  const first =
    filled === "there already"
      ? "The demo data is there already. Nothing was changed."
      : `Made ${filled.people} people, ${filled.posts} posts and ${filled.events} events of the last 60 days.`;
  const line = (person: DemoPerson) => `  ${person.email.padEnd(34)}${hindrance(person) ?? person.role.toLowerCase()}`;
  const [playable, others] = [true, false].map((plays) =>
    personas.filter((person) => (hindrance(person) === null) === plays).map(line),
  );
  return [
    first,
    `Sign in as one of these, with the password "${demoPassword}":`,
    ...(playable ?? []),
    "These are there to be looked at:",
    ...(others ?? []),
  ].join("\n");
}

/** By code alone where it is the database's: its message may quote what is in a row. */
function sentenceOf(error: unknown): string {
  if (error instanceof Error && error.name === "StartError") return error.message;
  const code = error instanceof Error && "code" in error ? String(error.code) : "no answer";
  return `The database could not be filled (${code}), and is as it was: npm run migrate brings it up to date, npm run doctor says more.`;
}
