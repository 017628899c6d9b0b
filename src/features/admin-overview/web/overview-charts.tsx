import type { ReactNode } from "react";
import { detailsInWords } from "@/features/audit-log/words";
import { BarChart, type ChartColor, type ChartSeries } from "@/ui/bar-chart";
import { Card } from "@/ui/card";
import type { Chart, Overview, Series, Total } from "../read-overview";
import type { OverviewPeriod } from "../schema";
import { methodColors } from "./method-colors";
import { RefusalList } from "./refusal-list";
import { changeInWords, inFigures, markOf, periodWords } from "./words";

type Props = {
  overview: Overview;
  period: OverviewPeriod;
  /** Where the audit log lists the refusals of an event for a reason. */
  hrefOf: (event: { name: string; reason: string }) => string;
};

const mailStates: Readonly<Record<string, { name: string; color: ChartColor }>> = {
  SENT: { name: "Sent", color: 1 },
  WAITING: { name: "Waiting", color: 2 },
  DEAD: { name: "Given up", color: "destructive" },
};

export function OverviewCharts({ overview, period, hrefOf }: Props) {
  const { starts, signups, signins, refusals, mails } = overview;
  const marks = starts.map((start) => markOf(start, period));
  const section = { marks, period };
  const colors = methodColors(signins.series.map(({ key }) => key));
  return (
    <div className="grid gap-4 lg:grid-cols-2 [&>*]:min-w-0">
      <ChartCard {...section} title="Sign-ups" chart={signups} toSeries={() => ({ name: "Sign-ups", color: 1 })} />
      <ChartCard
        {...section}
        title="Sign-ins"
        chart={signins}
        toSeries={({ key }) => ({ name: methodName(key), color: colors.get(key) ?? 4 })}
      />
      <CountCard title="Refusals" total={refusals.total} period={period}>
        <RefusalList refusals={refusals.reasons} hrefOf={hrefOf} />
      </CountCard>
      <ChartCard
        {...section}
        title="Mails"
        chart={mails}
        toSeries={({ key }) => mailStates[key] ?? { name: key, color: 3 }}
      />
    </div>
  );
}

type ChartCardProps = {
  title: string;
  chart: Chart;
  marks: string[];
  period: OverviewPeriod;
  toSeries: (series: Series) => Omit<ChartSeries, "bars">;
};

function ChartCard({ title, chart, marks, period, toSeries }: ChartCardProps) {
  const series = chart.series.map((each) => ({ ...toSeries(each), bars: each.bars }));
  return (
    <CountCard title={title} total={chart.total} period={period}>
      <BarChart label={`${title}, ${periodWords[period].last}, times in UTC`} series={series} marks={marks} />
    </CountCard>
  );
}

function CountCard({
  title,
  total,
  period,
  children,
}: Pick<ChartCardProps, "title" | "period"> & { total: Total; children: ReactNode }) {
  const change = changeInWords(total);
  const { last, before } = periodWords[period];
  return (
    <Card title={title}>
      <p className="-mt-3 mb-5 flex flex-wrap items-baseline gap-x-3">
        <span className="text-3xl font-semibold tracking-tight tabular-nums">{inFigures(total.now)}</span>
        {change !== null && (
          <span className="text-muted-foreground text-sm">
            {change} {before}
          </span>
        )}
      </p>
      {total.now === 0 ? (
        <p className="text-muted-foreground rounded-lg border border-dashed px-4 py-8 text-center text-sm">
          None in {last}.
        </p>
      ) : (
        children
      )}
    </Card>
  );
}

function methodName(key: string): string {
  const words = key === "other" ? "in other ways" : (detailsInWords({ method: key })[0] ?? "not known how");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
