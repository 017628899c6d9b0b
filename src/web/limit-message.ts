/** How long to wait, in words, true to the second. */
export function limitMessage(retryAfterSeconds: number): string {
  if (retryAfterSeconds < 90) return `Too many tries. Try again in ${count(retryAfterSeconds, "second")}.`;
  const minutes = Math.floor(retryAfterSeconds / 60);
  const seconds = retryAfterSeconds % 60;
  const rest = seconds === 0 ? "" : ` and ${count(seconds, "second")}`;
  return `Too many tries. Try again in ${count(minutes, "minute")}${rest}.`;
}

/** When the server is too busy to check a password safely. */
export function busyMessage(retryAfterSeconds: number): string {
  return `The server is busy right now. Try again in ${count(retryAfterSeconds, "second")}.`;
}

function count(amount: number, unit: string): string {
  return `${amount} ${unit}${amount === 1 ? "" : "s"}`;
}
