import { after } from "next/server";
import { wakeOutbox } from "@/platform/deps";

/** Has the outbox looked at once the answer is out, so that a mail does not wait for the worker's next round. */
export function deliverAfterResponse(): void {
  after(() => wakeOutbox());
}
