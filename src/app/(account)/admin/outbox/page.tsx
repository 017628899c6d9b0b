import type { Metadata } from "next";
import { requireRole } from "@/auth/viewer";
import { formatPageCursor, pageCursorSchema } from "@/core/page-cursor";
import { listMails } from "@/features/admin-outbox/list-mails";
import { mailStateSchema, searchedAddressSchema } from "@/features/admin-outbox/schema";
import { MailList } from "@/features/admin-outbox/web/mail-list";
import { deps } from "@/platform/deps";
import { PageHeading } from "@/ui/page-heading";
import { PageLinks } from "@/ui/page-links";
import { orUnavailable } from "@/web/or-unavailable";
import { MailFilter } from "./mail-filter";

const path = "/admin/outbox";

export const metadata: Metadata = { title: "Outbox", robots: { index: false } };

type Parameter = string | string[] | undefined;
type Props = { searchParams: Promise<{ state?: Parameter; address?: Parameter; after?: Parameter }> };

export default async function OutboxPage({ searchParams }: Props) {
  const viewer = await requireRole("ADMIN", { returnTo: path });
  const asked = await searchParams;
  const after = pageCursorSchema.parse(asked.after);
  const state = mailStateSchema.parse(asked.state);
  const typed = typeof asked.address === "string" ? asked.address : "";
  const recipient = searchedAddressSchema.parse(typed);
  const isNoAddress = typed !== "" && recipient === null;
  const { mails, next } = isNoAddress
    ? { mails: [], next: null }
    : await orUnavailable(() => listMails(deps(), viewer, { state, recipient, after }));
  return (
    <>
      <PageHeading title="Outbox">
        Every mail of the last 30 days, the newest first: whether it waits, was sent or was given up. Nobody can read
        here what is in them.
      </PageHeading>
      <MailFilter state={state} address={typed} isNoAddress={isNoAddress} />
      <MailList mails={mails} now={deps().clock.now()} />
      <PageLinks
        olderHref={next ? pageHref({ state, address: typed, after: formatPageCursor(next) }) : undefined}
        newestHref={after ? pageHref({ state, address: typed, after: "" }) : undefined}
      />
    </>
  );
}

function pageHref(parts: { state: string | null; address: string; after: string }): string {
  const query = new URLSearchParams(Object.entries(parts).flatMap(([name, value]) => (value ? [[name, value]] : [])));
  return query.size > 0 ? `${path}?${query.toString()}` : path;
}
