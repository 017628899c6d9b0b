import { overviewPeriods, type OverviewPeriod } from "../schema";
import { periodWords } from "./words";

/** Links that look like tabs, for they work without scripts. */
export function PeriodTabs({ path, chosen }: { path: string; chosen: OverviewPeriod }) {
  return (
    <nav aria-label="Period" className="bg-muted mb-6 flex w-fit gap-1 rounded-lg p-1">
      {overviewPeriods.map((period) => (
        <a
          key={period}
          href={`${path}?period=${period}`}
          aria-current={period === chosen ? "true" : undefined}
          className="text-muted-foreground hover:text-foreground aria-[current=true]:bg-card aria-[current=true]:text-foreground flex h-9 items-center rounded-md px-3 text-sm font-medium transition-colors aria-[current=true]:shadow-xs"
        >
          {periodWords[period].tab}
        </a>
      ))}
    </nav>
  );
}
