import { InboxIcon, RotateCwIcon, SearchIcon, Trash2Icon } from "lucide-react";
import { clearMessages } from "./clear-messages";
import { hrefOf, type MailboxPlace } from "./place";

const buttonClass =
  "inline-flex h-9 items-center gap-2 rounded-md border bg-background px-3 text-sm font-medium outline-none hover:bg-accent focus-visible:ring-[3px] focus-visible:ring-ring/50 disabled:opacity-50";

/** The title, the search by address, and what can be done with the whole mailbox. */
export function MailboxBar({ place, total }: { place: MailboxPlace; total: number }) {
  return (
    <header className="flex flex-wrap items-center gap-x-4 gap-y-3 border-b px-4 py-3">
      <div className="flex min-w-0 flex-1 items-center gap-3">
        <span className="bg-primary text-primary-foreground grid size-9 shrink-0 place-items-center rounded-lg">
          <InboxIcon className="size-5" aria-hidden />
        </span>
        <div className="min-w-0">
          <h1 className="text-base leading-tight font-semibold tracking-tight">Local mailbox</h1>
          <p className="text-muted-foreground text-xs">Mails stay on this machine; nothing is sent.</p>
        </div>
      </div>
      <form action="/dev/mailbox" role="search" className="order-last flex w-full gap-2 sm:order-none sm:w-auto">
        <label className="relative min-w-0 flex-1 sm:w-64">
          <span className="sr-only">Search by address</span>
          <SearchIcon className="text-muted-foreground absolute top-2.5 left-2.5 size-4" aria-hidden />
          <input
            type="search"
            name="to"
            defaultValue={place.to}
            placeholder="Search by address"
            autoComplete="off"
            className="border-input bg-background focus-visible:ring-ring/50 h-9 w-full rounded-md border pr-2 pl-8 text-sm outline-none focus-visible:ring-[3px]"
          />
        </label>
        <button className={buttonClass}>Search</button>
      </form>
      <div className="flex gap-2">
        <a href={hrefOf(place)} className={buttonClass}>
          <RotateCwIcon className="size-4" aria-hidden />
          <span className="sr-only md:not-sr-only">Refresh</span>
        </a>
        <form action={clearMessages}>
          <button className={buttonClass} disabled={total === 0}>
            <Trash2Icon className="size-4" aria-hidden />
            <span className="sr-only md:not-sr-only">Empty</span>
          </button>
        </form>
      </div>
    </header>
  );
}
