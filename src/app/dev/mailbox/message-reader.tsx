import { ArrowLeftIcon } from "lucide-react";
import { automaticHeaders } from "@/features/outbox/mail-headers";
import type { MailboxMessage } from "@/local/mailbox/mailbox";
import { HtmlPart, TextPart } from "../message-parts";
import { MessageTime } from "./message-time";
import { hrefOf, type MailboxPlace, type MailboxView } from "./place";

const views: { view: MailboxView; label: string }[] = [
  { view: "html", label: "HTML" },
  { view: "text", label: "Text" },
  { view: "headers", label: "Headers" },
];

type Props = { message: MailboxMessage; place: MailboxPlace; from: string; backHref: string };

export function MessageReader({ message, place, from, backHref }: Props) {
  return (
    <article className="flex min-h-0 flex-1 flex-col">
      <header className="border-b px-4 pt-4 sm:px-6">
        <a
          href={backHref}
          className="text-muted-foreground hover:text-foreground mb-3 inline-flex items-center gap-1.5 text-sm lg:hidden"
        >
          <ArrowLeftIcon className="size-4" aria-hidden />
          All messages
        </a>
        <h2 className="text-lg font-semibold tracking-tight break-words">{message.subject}</h2>
        <div className="text-muted-foreground mt-1 flex flex-wrap justify-between gap-x-4 text-sm">
          <p className="wrap-anywhere">
            {from} to <span className="text-foreground">{message.to}</span>
          </p>
          <MessageTime at={message.createdAt} className="tabular-nums" />
        </div>
        <nav aria-label="Parts of the message" className="mt-3 -mb-px flex gap-5 text-sm">
          {views.map(({ view, label }) => (
            <a
              key={view}
              href={hrefOf({ ...place, view })}
              aria-current={view === place.view ? "page" : undefined}
              className="text-muted-foreground hover:text-foreground aria-[current=page]:border-primary aria-[current=page]:text-foreground border-b-2 border-transparent pb-2.5 font-medium"
            >
              {label}
            </a>
          ))}
        </nav>
      </header>
      <MessageBody message={message} view={place.view} from={from} />
    </article>
  );
}

function MessageBody({ message, view, from }: { message: MailboxMessage; view: MailboxView; from: string }) {
  switch (view) {
    case "html":
      return <HtmlPart html={message.html} links="work" className="min-h-[54rem] w-full flex-1 lg:min-h-0" />;
    case "text":
      return <TextPart text={message.text} links="work" />;
    case "headers":
      return <Headers message={message} from={from} />;
  }
}

function Headers({ message, from }: { message: MailboxMessage; from: string }) {
  const rows: [string, string][] = [
    ["From", from],
    ["To", message.to],
    ["Subject", message.subject],
    ["Date", new Date(message.createdAt).toUTCString()],
    ...Object.entries(automaticHeaders),
    ["Idempotency-Key", message.id],
    ["Status", message.status],
    ["text/plain", `${Buffer.byteLength(message.text).toLocaleString("en")} bytes`],
    ["text/html", `${Buffer.byteLength(message.html).toLocaleString("en")} bytes`],
  ];
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-2.5 p-4 text-sm sm:p-6">
      {rows.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted-foreground">{name}</dt>
          <dd className="font-mono break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
