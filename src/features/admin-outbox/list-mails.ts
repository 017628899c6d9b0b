import type { Deps } from "@/core/deps";
import { olderThan, pageSize, toPage, type PageCursor } from "@/core/page-cursor";
import type { AdminViewer } from "@/core/viewer";
import { addressHash } from "@/features/outbox/dead-addresses";
import type { DeadAddressState, MailOutcome, OutboxMailStatus } from "@/platform/prisma/enums";
import type { MailState } from "./schema";

export type ListedMail = {
  id: string;
  /** The template's name. */
  kind: string;
  recipient: string;
  status: OutboxMailStatus;
  attempts: number;
  createdAt: Date;
  /** Of a waiting mail: when it is tried next. */
  dueAt: Date;
  lastError: string | null;
  /** What the provider has reported of it. */
  outcome: MailOutcome | null;
  /** Whether it could still be sent: its content is there and its link, if it has one, still works. */
  isSendable: boolean;
  /** Why its recipient takes no mail; null where they do. */
  deadState: DeadAddressState | null;
};

const statusOf = { waiting: "WAITING", sent: "SENT", dead: "DEAD" } as const satisfies Record<
  MailState,
  OutboxMailStatus
>;

/** The mails from the newest on, a page at a time; never what is in them. */
export async function listMails(
  deps: Pick<Deps, "db" | "clock">,
  _viewer: AdminViewer,
  { state, recipient, after }: { state: MailState | null; recipient: string | null; after: PageCursor | null },
): Promise<{ mails: ListedMail[]; next: PageCursor | null }> {
  const found = await deps.db.outboxMail.findMany({
    where: {
      ...olderThan(after),
      ...(state === null ? {} : { status: statusOf[state] }),
      ...(recipient === null ? {} : { recipient }),
    },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: pageSize + 1,
    omit: { sealedContent: true },
  });
  const { rows, next } = toPage(found);
  const [sendable, dead] = await Promise.all([
    findSendable(deps, rows),
    findDead(
      deps,
      rows.map((row) => row.recipient),
    ),
  ]);
  const mails = rows.map(({ id, kind, recipient: to, status, attempts, createdAt, dueAt, lastError, outcome }) => {
    const facts = { id, kind, recipient: to, status, attempts, createdAt, dueAt, lastError, outcome };
    return { ...facts, isSendable: sendable.has(id), deadState: dead.get(addressHash(to)) ?? null };
  });
  return { mails, next };
}

async function findSendable({ db, clock }: Pick<Deps, "db" | "clock">, rows: { id: string }[]): Promise<Set<string>> {
  const found = await db.outboxMail.findMany({
    where: {
      id: { in: rows.map(({ id }) => id) },
      sealedContent: { not: null },
      OR: [{ linkExpiresAt: null }, { linkExpiresAt: { gt: clock.now() } }],
    },
    select: { id: true },
  });
  return new Set(found.map(({ id }) => id));
}

async function findDead({ db }: Pick<Deps, "db">, recipients: string[]): Promise<Map<string, DeadAddressState>> {
  const found = await db.deadAddress.findMany({
    where: { addressHash: { in: recipients.map(addressHash) }, revivedAt: null },
  });
  return new Map(found.map((row) => [row.addressHash, row.state]));
}
