import { eventInWords, reasonInWords } from "@/features/audit-log/words";
import type { RefusalCount } from "../read-overview";
import { inFigures } from "./words";

type Props = {
  refusals: readonly RefusalCount[];
  hrefOf: (event: { name: string; reason: string }) => string;
};

/** What was refused, a row and a bar for each reason, with the way to these events. */
export function RefusalList({ refusals, hrefOf }: Props) {
  const most = Math.max(1, ...refusals.map(({ total }) => total.now));
  return (
    <ol className="grid gap-4 text-sm">
      {refusals.map(({ event, total }) => (
        <li
          key={event ? `${event.name} ${event.reason}` : "others"}
          className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-1.5"
        >
          <span>
            {event ? (
              <a href={hrefOf(event)} className="link">
                {eventInWords(event.name)}: {reasonInWords(event.reason)}
              </a>
            ) : (
              "All other reasons"
            )}
          </span>
          <span className="tabular-nums">{inFigures(total.now)}</span>
          <svg
            aria-hidden
            viewBox="0 0 100 1"
            preserveAspectRatio="none"
            className="bg-muted col-span-2 h-1.5 w-full rounded-full"
          >
            <rect width={(total.now / most) * 100} height="1" className="fill-chart-1" />
          </svg>
        </li>
      ))}
    </ol>
  );
}
