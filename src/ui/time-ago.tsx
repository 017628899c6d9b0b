const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "medium", timeZone: "UTC" });

/** Of each unit the seconds, and up to how many of it are said. */
const units = [
  ["minute", 60, 60],
  ["hour", 3600, 24],
  ["day", 86_400, 60],
  ["month", 2_629_800, 18],
  ["year", 31_557_600, Infinity],
] as const;

type Props = {
  at: Date;
  /** The clock that `at` was read from. */
  now: Date;
};

/** "3 hours ago" or "in 2 days", with the moment itself in its title. */
export function TimeAgo({ at, now }: Props) {
  return (
    <time dateTime={at.toISOString()} title={`${exact.format(at)} UTC`}>
      {timeAgo(at, now)}
    </time>
  );
}

export function timeAgo(at: Date, now: Date): string {
  const seconds = (at.getTime() - now.getTime()) / 1000;
  if (Math.abs(seconds) < 60) return "just now";
  const [unit, size] = units.find(([, unitSeconds, max]) => Math.abs(seconds) < unitSeconds * max) ?? units[4];
  return words.format(Math.round(seconds / size), unit);
}
