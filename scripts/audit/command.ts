import { parseArgs } from "node:util";
import { findAnchor } from "@/features/audit-log/find-anchor";
import { verifyChain, type ChainFault, type ChainVerdict } from "@/features/audit-log/verify-chain";
import type { PrismaClient } from "@/platform/prisma/client";
import { openOwnDatabase, type OwnDatabase } from "../lib/own-database";

const usage = `npm run audit -- verify [--anchor=<seal>:<hash>]
                            computes the whole chain anew; with an anchor, a line audit.sealed of the app's log that was kept elsewhere,
                            also whether the chain still goes through it
npm run audit -- head       the newest seal, to be kept elsewhere: <seal>:<hash>

It works on DATABASE_URL, and in local mode on the embedded database while the app does not run.
Exit code: 0 where the chain is whole, 1 where it is not or could not be read, 2 for a command that is not known.`;

/** Ten million events take minutes. All of it is read as of one moment, whatever is sealed or forgotten meanwhile. */
const wholeRead = { isolationLevel: "RepeatableRead", timeout: 6 * 3_600_000 } as const;

type Anchor = { position: bigint; hash: string };
type Asked = { command: "head" } | { command: "verify"; anchor: Anchor | null };

/** Answers the exit code. */
export async function main(root: string, args: readonly string[]): Promise<number> {
  const asked = readAsked(args);
  if (asked === null) {
    say(usage);
    return args.length === 1 && args[0] === "--help" ? 0 : 2;
  }
  let database: OwnDatabase | undefined;
  try {
    database = await openOwnDatabase(root);
    const { lines, code } = await answer(database.db, asked);
    say(lines.join("\n"));
    return code;
  } catch (error) {
    process.stderr.write(`${sentenceOf(error)}\n`);
    return 1;
  } finally {
    await database?.close();
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Null for what is no command. */
export function readAsked(args: readonly string[]): Asked | null {
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      options: { anchor: { type: "string" } },
      allowPositionals: true,
    });
    const [command, ...more] = positionals;
    if (more.length > 0) return null;
    if (command === "head" && values.anchor === undefined) return { command };
    if (command !== "verify") return null;
    const [, position = "", hash = ""] = /^(\d{1,18}):([0-9a-f]{64})$/.exec(values.anchor ?? "") ?? [];
    if (values.anchor !== undefined && hash === "") return null;
    return { command, anchor: hash === "" ? null : { position: BigInt(position), hash } };
  } catch {
    return null;
  }
}

export async function answer(db: PrismaClient, asked: Asked): Promise<{ lines: string[]; code: number }> {
  if (asked.command === "verify") return await tellVerdict(db, asked.anchor);
  const head = await db.auditSeal.findFirst({ orderBy: { position: "desc" } });
  const line = head ? `${head.position}:${Buffer.from(head.hash).toString("hex")}` : "Nothing is sealed yet.";
  return { lines: [line], code: 0 };
}

async function tellVerdict(db: PrismaClient, anchor: Anchor | null): Promise<{ lines: string[]; code: number }> {
  const { verdict, anchored } = await db.$transaction(
    async (tx) => ({
      verdict: await verifyChain({ db: tx }),
      anchored: anchor ? await findAnchor({ db: tx }, anchor) : null,
    }),
    wholeRead,
  );
  const isWhole = verdict.faults.length === 0 && anchored !== "differs";
  const lines = [
    ...verdict.faults.map(faultInWords),
    ...(anchored === null ? [] : [anchorWords[anchored]]),
    isWhole ? wholeInWords(verdict) : "The audit log is not as it was written.",
  ];
  return { lines, code: isWhole ? 0 : 1 };
}

const anchorWords = {
  matches: "The chain goes through the anchor.",
  differs: "The chain does not go through the anchor: it was made anew, or cut off behind it.",
  forgotten: "The anchor is older than what is kept: compare a younger one.",
} as const;

function faultInWords(fault: ChainFault): string {
  switch (fault.kind) {
    case "seal_broken":
      return `Seal ${fault.position} does not fit its events: one was altered, added or taken away.`;
    case "chain_broken":
      return `Seal ${fault.position} does not follow from the one before: a seal was altered or taken away.`;
    case "events_without_seal":
      return `Events whose seal is not there: ${fault.count}.`;
  }
}

function wholeInWords({ seals, events, unsealed, head }: ChainVerdict): string {
  if (head === null) return `Nothing is sealed yet; events that wait for their seal: ${unsealed}.`;
  return `The chain is whole. Seals: ${seals}; events: ${events}; waiting for their seal: ${unsealed}. It ends with ${head}.`;
}

/** By code alone where it is the database's: its message may quote what is in a row. */
function sentenceOf(error: unknown): string {
  if (error instanceof Error && error.name === "StartError") return error.message;
  const code = error instanceof Error && "code" in error ? String(error.code) : "no answer";
  return `The audit log cannot be read (${code}): npm run doctor says more.`;
}
