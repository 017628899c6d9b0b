import type { Mailer } from "@/core/deps";
import { fileMessage } from "./mailbox";

let newest = 0;

/** Delivers into a folder instead of the world: one JSON file for each mail, read by the mailbox page. */
export function createMailboxMailer({ dir }: { dir: string }): Mailer {
  return {
    async send({ id, to, subject, text, html }) {
      // Never the same millisecond twice, so that "newest first" is the order of delivery.
      newest = Math.max(Date.now(), newest + 1);
      const createdAt = new Date(newest).toISOString();
      try {
        await fileMessage(dir, { id, to, subject, text, html, createdAt, status: "delivered" });
        return { ok: true };
      } catch {
        return { ok: false, kind: "temporary", code: "unreachable" };
      }
    },
  };
}
