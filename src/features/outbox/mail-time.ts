/** "23 November 2026 at 10:29 UTC": a mail does not know its reader's time zone. */
export function timeInWords(at: Date): string {
  const format = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });
  return `${format.format(at)} UTC`;
}
