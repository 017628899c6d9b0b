import { InboxIcon, LayoutTemplateIcon, RotateCwIcon, SearchIcon, Trash2Icon } from "lucide-react";
import { Button, ButtonLink } from "@/ui/button";
import { clearMessages } from "./clear-messages";
import { hrefOf, type MailboxPlace } from "./place";

type Props = { place: MailboxPlace; total: number; unread: number };

/** The title, the search, and what can be done with the whole mailbox. */
export function MailboxBar({ place, total, unread }: Props) {
  return (
    <header className="flex flex-wrap items-center gap-x-4 gap-y-3 border-b px-4 py-3">
      <div className="flex min-w-0 flex-1 items-center gap-3">
        <span className="bg-primary text-primary-foreground grid size-9 shrink-0 place-items-center rounded-lg">
          <InboxIcon className="size-5" aria-hidden />
        </span>
        <div className="min-w-0">
          <h1 className="text-base leading-tight font-semibold tracking-tight">Local mailbox</h1>
          <p className="text-muted-foreground text-xs">
            {unread > 0 && <span className="text-foreground font-medium">{unread} unread. </span>}
            <span className="max-sm:sr-only">Mails stay on this machine; nothing is sent.</span>
          </p>
        </div>
      </div>
      <form action="/dev/mailbox" role="search" className="order-last flex w-full gap-2 sm:order-none sm:w-auto">
        <label className="relative min-w-0 flex-1 sm:w-64">
          <span className="sr-only">Search mails</span>
          <SearchIcon className="text-muted-foreground pointer-events-none absolute top-3 left-3 size-4" aria-hidden />
          <input
            type="search"
            name="search"
            defaultValue={place.search}
            placeholder="Search mails"
            autoComplete="off"
            className="border-input bg-card placeholder:text-muted-foreground focus-visible:border-ring h-10 w-full rounded-lg border pr-2 pl-9 text-base shadow-xs focus-visible:outline-offset-0 sm:text-sm"
          />
        </label>
        <Button variant="outline">Search</Button>
      </form>
      <div className="flex gap-2">
        <ButtonLink href={hrefOf(place)} variant="outline">
          <RotateCwIcon className="size-4" aria-hidden />
          <span className="sr-only xl:not-sr-only">Refresh</span>
        </ButtonLink>
        <ButtonLink href="/dev/mails" variant="outline">
          <LayoutTemplateIcon className="size-4" aria-hidden />
          <span className="sr-only xl:not-sr-only">All templates</span>
        </ButtonLink>
        <form action={clearMessages}>
          <Button variant="outline" disabled={total === 0}>
            <Trash2Icon className="size-4" aria-hidden />
            <span className="sr-only xl:not-sr-only">Empty</span>
          </Button>
        </form>
      </div>
    </header>
  );
}
