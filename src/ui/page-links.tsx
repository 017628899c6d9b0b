import { ButtonLink } from "./button";

type Props = {
  /** Absent at the end of the list. */
  olderHref: string | undefined;
  /** Where the list begins, for those who have gone on. */
  newestHref: string | undefined;
  /** For a list that is not by time. */
  words?: { older: string; newest: string } | undefined;
};

/** Goes through a list a page at a time, from the newest to the oldest. */
export function PageLinks({ olderHref, newestHref, words = { older: "Older", newest: "Newest" } }: Props) {
  if (olderHref === undefined && newestHref === undefined) return null;
  return (
    <nav aria-label="Pages of the list" className="mt-6 flex flex-wrap justify-between gap-3">
      {newestHref && (
        <ButtonLink href={newestHref} variant="outline">
          {words.newest}
        </ButtonLink>
      )}
      {olderHref && (
        <ButtonLink href={olderHref} variant="outline">
          {words.older}
        </ButtonLink>
      )}
    </nav>
  );
}
