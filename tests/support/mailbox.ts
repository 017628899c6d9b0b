import { openContent } from "@/features/outbox/sealed-content";
import type { TestDeps } from "./deps";

export type OwedMail = {
  id: string;
  kind: string;
  subject: string;
  text: string;
  html: string;
  /** The token of the link in it. */
  token: string | undefined;
};

/** What the outbox owes an address, newest first, opened as the worker opens it. */
export async function mailsTo(deps: TestDeps, email: string): Promise<OwedMail[]> {
  const rows = await deps.db.outboxMail.findMany({
    where: { recipient: email },
    orderBy: [{ createdAt: "desc" }, { id: "asc" }],
  });
  return rows.map(({ id, kind, sealedContent }) => {
    const content = openContent(deps, id, sealedContent);
    if (!content) throw new Error(`the mail ${id} does not open`);
    return { id, kind, ...content, token: /[?&]token=([\w-]+)/.exec(content.text)?.[1] };
  });
}
