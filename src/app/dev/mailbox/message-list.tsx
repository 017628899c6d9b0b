import { MailOpenIcon } from "lucide-react";
import type { MailboxMessage } from "@/local/mailbox/mailbox";
import { MessageTime } from "./message-time";
import { hrefOf, type MailboxPlace } from "./place";

const shownAtMost = 200;

type Props = {
  messages: MailboxMessage[];
  /** The ids of those that were opened. */
  read: ReadonlySet<string>;
  /** Of all messages, also those that the search leaves out. */
  total: number;
  place: MailboxPlace;
  from: string;
};

export function MessageList({ messages, read, total, place, from }: Props) {
  if (messages.length === 0) return <EmptyList total={total} searched={place.search} />;
  return (
    <>
      <ol className="divide-y">
        {messages.slice(0, shownAtMost).map((message) => (
          <li key={message.id}>
            <a
              href={hrefOf({ ...place, id: message.id, view: "html" })}
              aria-current={message.id === place.id ? "true" : undefined}
              className="hover:bg-accent/60 aria-current:bg-accent focus-visible:ring-ring/50 aria-current:border-l-primary block border-l-2 border-l-transparent px-4 py-3 outline-none focus-visible:ring-[3px] focus-visible:ring-inset"
            >
              <span className="text-muted-foreground flex items-baseline justify-between gap-3 text-xs">
                <span className="flex min-w-0 items-center gap-2">
                  {!read.has(message.id) && (
                    <span className="bg-primary size-2 shrink-0 rounded-full">
                      <span className="sr-only">Unread</span>
                    </span>
                  )}
                  <span className="truncate">{senderName(from)}</span>
                </span>
                <MessageTime at={message.createdAt} className="shrink-0 tabular-nums" />
              </span>
              <span className={`mt-0.5 block truncate text-sm ${read.has(message.id) ? "" : "font-semibold"}`}>
                {message.subject}
              </span>
              <span className="text-muted-foreground block truncate text-sm">to {message.to}</span>
            </a>
          </li>
        ))}
      </ol>
      {messages.length > shownAtMost && (
        <p className="text-muted-foreground border-t px-4 py-3 text-xs">
          The newest {shownAtMost} of {messages.length} are shown. Search for older ones.
        </p>
      )}
    </>
  );
}

function EmptyList({ total, searched }: { total: number; searched: string }) {
  return (
    <div className="flex flex-col items-center px-6 py-20 text-center">
      <MailOpenIcon className="text-muted-foreground mb-4 size-8" aria-hidden />
      <p className="text-sm font-medium">{total === 0 ? "No mail yet" : "No mail found"}</p>
      <p className="text-muted-foreground mt-1 max-w-64 text-sm text-balance break-words">
        {total === 0 ? (
          <>
            <a href="/signup" className="text-foreground underline underline-offset-4">
              Sign up
            </a>{" "}
            and the first one arrives here.
          </>
        ) : (
          <>
            Nothing has “{searched}” in its address, subject or text.{" "}
            <a href="/dev/mailbox" className="text-foreground underline underline-offset-4">
              Show all {total}
            </a>
          </>
        )}
      </p>
    </div>
  );
}

/** "Latchkey" of "Latchkey <accounts@example.com>". */
function senderName(from: string): string {
  return from.replace(/\s*<[^>]*>\s*$/, "") || from;
}
