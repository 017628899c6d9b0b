import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { findMessage, listMessages, listRead, mailboxDir, markRead } from "@/local/mailbox/mailbox";
import { env } from "@/platform/env";
import { MailboxBar } from "./mailbox-bar";
import { MessageList } from "./message-list";
import { MessageReader } from "./message-reader";
import { hrefOf, isFound, readPlace, type MailboxSearchParams } from "./place";

export const metadata: Metadata = { title: "Local mailbox" };

/** Every mail that this machine would have sent. Local mode alone; works without scripts. */
export default async function MailboxPage({ searchParams }: { searchParams: Promise<MailboxSearchParams> }) {
  const { mode, dataDir, emailFrom } = env();
  if (mode !== "local") notFound();

  const place = readPlace(await searchParams);
  const dir = mailboxDir(dataDir);
  const all = await listMessages({ dir });
  const found = all.filter((message) => isFound(message, place.search));
  const open = place.id ? await findMessage({ dir, id: place.id }) : null;
  if (open) await markRead({ dir, id: open.id });
  const read = await listRead({ dir });
  const unread = all.filter(({ id }) => !read.has(id)).length;

  return (
    <main id="main" tabIndex={-1} className="bg-background text-foreground flex min-h-dvh flex-col lg:h-dvh">
      <MailboxBar place={place} total={all.length} unread={unread} />
      <div className="flex min-h-0 flex-1">
        <section
          aria-label="Messages"
          className={`${open ? "hidden lg:block" : "block"} w-full overflow-y-auto lg:w-96 lg:shrink-0 lg:border-r`}
        >
          <MessageList messages={found} read={read} total={all.length} place={place} from={emailFrom} />
        </section>
        <section aria-label="Message" className={`${open ? "flex" : "hidden lg:flex"} min-w-0 flex-1 flex-col`}>
          {open ? (
            <MessageReader message={open} place={place} from={emailFrom} backHref={hrefOf({ ...place, id: "" })} />
          ) : (
            <p className="text-muted-foreground m-auto p-8 text-sm">Choose a message to read it here.</p>
          )}
        </section>
      </div>
    </main>
  );
}
