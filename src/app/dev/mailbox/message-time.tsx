const timeOfDay = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
const dayAndTime = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});

/** In the zone of the server, which in local mode is the reader's. Today's messages by the second, others by their day. */
export function MessageTime({ at, className }: { at: string; className?: string }) {
  const date = new Date(at);
  const isToday = date.toDateString() === new Date().toDateString();
  return (
    <time dateTime={at} className={className}>
      {(isToday ? timeOfDay : dayAndTime).format(date)}
    </time>
  );
}
