/** Colours that are told apart in either theme, also by those who see no red or no green; the legend's order is the stack's from below. */
export type ChartColor = 1 | 2 | 3 | 4 | "destructive";

const fills = {
  1: "fill-chart-1 bg-chart-1",
  2: "fill-chart-2 bg-chart-2",
  3: "fill-chart-3 bg-chart-3",
  4: "fill-chart-4 bg-chart-4",
  destructive: "fill-destructive bg-destructive",
} as const satisfies Record<ChartColor, string>;

export type ChartSeries = { name: string; color: ChartColor; bars: readonly number[] };

type Props = {
  /** What the chart shows, for those who cannot see it and above its table. */
  label: string;
  series: readonly ChartSeries[];
  /** What each bar stands for, as long as every series. */
  marks: readonly string[];
};

const barWidth = 10;
const gap = 2;
const height = 100;
/** A count of one stays visible beside thousands. */
const leastHeight = 1.5;

const numbers = new Intl.NumberFormat("en");

/** Stacked bars, drawn on the server, with the same counts as a table that opens below. */
export function BarChart({ label, series, marks }: Props) {
  const top = roundTop(Math.max(0, ...marks.map((_, bar) => sumOf(series, bar))));
  return (
    <figure className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2">
        <div
          aria-hidden
          className="text-muted-foreground flex flex-col justify-between text-right text-xs tabular-nums"
        >
          <span className="-translate-y-1/2">{numbers.format(top)}</span>
          <span className="translate-y-1/2">0</span>
        </div>
        <Bars label={label} series={series} marks={marks} top={top} />
        <div aria-hidden className="text-muted-foreground col-start-2 mt-2 flex justify-between text-xs">
          <span>{marks[0]}</span>
          <span>{marks[Math.floor(marks.length / 2)]}</span>
          <span>{marks.at(-1)}</span>
        </div>
      </div>
      {series.length > 1 && <Legend series={series} />}
      <CountTable label={label} series={series} marks={marks} />
    </figure>
  );
}

function Bars({ label, series, marks, top }: Props & { top: number }) {
  return (
    <svg
      role="img"
      aria-label={`${label}; the counts are in the table below`}
      viewBox={`0 0 ${marks.length * barWidth} ${height}`}
      preserveAspectRatio="none"
      className="h-36 w-full border-b"
    >
      {[0, height / 2].map((y) => (
        <line
          key={y}
          x2={marks.length * barWidth}
          y1={y}
          y2={y}
          className="stroke-border"
          vectorEffect="non-scaling-stroke"
        />
      ))}
      {marks.map((mark, bar) => (
        <g key={mark}>
          <title>{`${mark}: ${inWords(series, bar)}`}</title>
          <rect x={bar * barWidth} width={barWidth} height={height} className="hover:fill-accent/60 fill-transparent" />
          {stack(series, bar, top).map(({ name, color, y, tall }) => (
            <rect
              key={name}
              x={bar * barWidth + gap / 2}
              y={y}
              width={barWidth - gap}
              height={tall}
              className={`${fills[color]} pointer-events-none`}
            />
          ))}
        </g>
      ))}
    </svg>
  );
}

function Legend({ series }: Pick<Props, "series">) {
  return (
    <ul className="flex flex-wrap gap-x-5 gap-y-1.5 text-sm">
      {series.map(({ name, color, bars }) => (
        <li key={name} className="flex items-center gap-2">
          <span aria-hidden className={`${fills[color]} size-2.5 rounded-xs`} />
          {name}
          <span className="text-muted-foreground tabular-nums">{numbers.format(bars.reduce((a, b) => a + b, 0))}</span>
        </li>
      ))}
    </ul>
  );
}

function CountTable({ label, series, marks }: Props) {
  return (
    <details className="text-sm">
      <summary className="text-muted-foreground hover:text-foreground w-fit rounded-xs underline-offset-4 hover:underline">
        As a table
      </summary>
      <div className="mt-3 max-h-72 overflow-auto rounded-lg border" role="region" aria-label={label} tabIndex={0}>
        <table className="w-full tabular-nums [&_td]:px-3 [&_td]:py-1.5 [&_td]:text-right [&_th]:px-3 [&_th]:py-1.5">
          <caption className="sr-only">{label}</caption>
          <thead className="bg-muted sticky top-0">
            <tr>
              <th scope="col" className="text-left font-medium">
                From
              </th>
              {series.map(({ name }) => (
                <th key={name} scope="col" className="text-right font-medium">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y">
            {marks.map((mark, bar) => (
              <tr key={mark}>
                <th scope="row" className="text-left font-normal whitespace-nowrap">
                  {mark}
                </th>
                {series.map(({ name, bars }) => (
                  <td key={name}>{numbers.format(bars[bar] ?? 0)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function stack(series: Props["series"], bar: number, top: number) {
  let y = height;
  return series.flatMap(({ name, color, bars }) => {
    const count = bars[bar] ?? 0;
    if (count === 0) return [];
    const tall = Math.max(leastHeight, (count / top) * height);
    y -= tall;
    return [{ name, color, y, tall }];
  });
}

function sumOf(series: Props["series"], bar: number): number {
  return series.reduce((sum, { bars }) => sum + (bars[bar] ?? 0), 0);
}

function inWords(series: Props["series"], bar: number): string {
  const [only, ...more] = series;
  if (only && more.length === 0) return numbers.format(only.bars[bar] ?? 0);
  return series.map(({ name, bars }) => `${name} ${numbers.format(bars[bar] ?? 0)}`).join(", ");
}

const roundSteps = [1, 1.2, 1.4, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10];

/** The least of some round steps times a power of ten that no bar exceeds and whose half is a count, so that bars fill their chart. */
export function roundTop(most: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, most)));
  const tops = roundSteps.map((step) => Math.round(step * power));
  return tops.find((top) => top >= most && top % 2 === 0) ?? 10 * power;
}
