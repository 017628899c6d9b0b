const format = new Intl.DateTimeFormat("en", { month: "long", year: "numeric", timeZone: "UTC" });

/** "March 2026", for what happened so long ago that no day is meant. */
export function Month({ of }: { of: Date }) {
  return <time dateTime={of.toISOString()}>{format.format(of)}</time>;
}
