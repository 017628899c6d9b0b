import { randomUUID } from "node:crypto";
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";

const messageSchema = z.object({
  id: z.string(),
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  createdAt: z.string(),
  status: z.literal("delivered"),
});

export type MailboxMessage = z.output<typeof messageSchema>;

/** Of outbox rows; also keeps a name from leaving the folder. */
const idPattern = /^[A-Za-z0-9_-]{1,64}$/;

const readMark = ".read";

export function mailboxDir(dataDir: string): string {
  return resolve(dataDir, "mailbox");
}

/** Files one message under its id; a message that is there already stays as it is. The folder and the files are the owner's alone. */
export async function fileMessage(dir: string, message: MailboxMessage): Promise<void> {
  if (!idPattern.test(message.id)) throw new Error("A message's id is made of letters, digits, - and _.");
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await chmod(dir, 0o700);
  if (await findMessage({ dir, id: message.id })) return;
  const unfinished = join(dir, `${message.id}.${randomUUID()}.part`);
  await writeFile(unfinished, JSON.stringify(message), { mode: 0o600 });
  await rename(unfinished, fileOf(dir, message.id));
}

/** Newest first; `to` narrows to one address, without regard to case. An absent folder is an empty mailbox. */
export async function listMessages({ dir, to }: { dir: string; to?: string }): Promise<MailboxMessage[]> {
  const names = (await readdir(dir).catch(nothingIfAbsent)) ?? [];
  const files = names.filter((name) => name.endsWith(".json"));
  const messages = await Promise.all(files.map((name) => readMessage(join(dir, name))));
  return messages
    .filter((message) => message !== null)
    .filter((message) => to === undefined || message.to.toLowerCase() === to.trim().toLowerCase())
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt));
}

export async function findMessage({ dir, id }: { dir: string; id: string }): Promise<MailboxMessage | null> {
  return idPattern.test(id) ? await readMessage(fileOf(dir, id)) : null;
}

/** Remembers that a message was opened; an empty file beside it says so. */
export async function markRead({ dir, id }: { dir: string; id: string }): Promise<void> {
  if (await findMessage({ dir, id })) await writeFile(join(dir, `${id}${readMark}`), "", { mode: 0o600 });
}

/** The ids of the messages that were opened. */
export async function listRead({ dir }: { dir: string }): Promise<ReadonlySet<string>> {
  const names = (await readdir(dir).catch(nothingIfAbsent)) ?? [];
  return new Set(names.filter((name) => name.endsWith(readMark)).map((name) => name.slice(0, -readMark.length)));
}

export async function clearMailbox({ dir }: { dir: string }): Promise<void> {
  await rm(dir, { recursive: true, force: true });
}

function fileOf(dir: string, id: string): string {
  return join(dir, `${id}.json`);
}

async function readMessage(file: string): Promise<MailboxMessage | null> {
  const json = await readFile(file, "utf8").catch(nothingIfAbsent);
  return json === null ? null : messageSchema.parse(JSON.parse(json));
}

function nothingIfAbsent(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}
