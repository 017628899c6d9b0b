import { z } from "zod";
import type { Deps } from "@/core/deps";

const contentSchema = z.object({ subject: z.string(), text: z.string(), html: z.string() });

export type MailContent = z.output<typeof contentSchema>;

/** Seals for one row, so that content moved to another row, hence to another recipient, does not open. */
export function sealContent(deps: Pick<Deps, "sealer">, id: string, content: MailContent): Uint8Array<ArrayBuffer> {
  return deps.sealer.seal(JSON.stringify(content), `outbox:${id}`);
}

/** Null when the content was altered, moved or sealed under a key that is gone. */
export function openContent(deps: Pick<Deps, "sealer">, id: string, sealed: Uint8Array | null): MailContent | null {
  const plaintext = sealed && deps.sealer.open(sealed, `outbox:${id}`);
  return plaintext === null ? null : contentSchema.parse(JSON.parse(plaintext));
}
