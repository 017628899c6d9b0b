import { cookies } from "next/headers";
import { z } from "zod";
import type { Viewer } from "@/core/viewer";
import { freshProofMinutes } from "@/features/sessions/policy";
import type { OpenedSession } from "@/features/sessions/open-session";
import { deps } from "@/platform/deps";
import { cookieName, cookieOptions } from "@/web/cookie";

const context = "interrupted action";

const interruptedSchema = z.object({
  /** What `src/app` knows the action by. */
  name: z.string(),
  fields: z.record(z.string(), z.string()),
  sessionId: z.string(),
  at: z.number(),
});

type Interrupted = z.output<typeof interruptedSchema>;

/** A form that waits for its sender's proof. `fields` are as they were typed, and hold no secret. */
export type InterruptedAction = Pick<Interrupted, "name" | "fields">;

/** Keeps a form in this browser, sealed, until its sender has proven themselves. A later one takes its place. */
export async function setInterruptedAction(viewer: Viewer, { name, fields }: InterruptedAction): Promise<void> {
  await keep({ name, fields, sessionId: viewer.sessionId, at: deps().clock.now().getTime() });
}

/** The form that waits in this very session, if any. */
export async function readInterruptedAction(viewer: Viewer): Promise<InterruptedAction | null> {
  const interrupted = await open();
  return interrupted?.sessionId === viewer.sessionId ? interrupted : null;
}

/** The same, and takes it out of the browser. Null also where nobody was proven since it was interrupted. */
export async function takeInterruptedAction(viewer: Viewer): Promise<InterruptedAction | null> {
  const interrupted = await open();
  await dropInterruptedAction();
  if (interrupted?.sessionId !== viewer.sessionId) return null;
  return viewer.provenAt !== null && viewer.provenAt.getTime() >= interrupted.at ? interrupted : null;
}

/** A proof that is given for another reason continues nothing. */
export async function dropInterruptedAction(): Promise<void> {
  if ((await cookies()).has(cookieKey())) (await cookies()).delete({ name: cookieKey(), ...cookieOptions() });
}

/** A provider's word proves a person by a new session in the old one's place: what waited there waits on, for the same person alone. */
export async function moveInterruptedAction(from: Viewer | null, to: OpenedSession): Promise<void> {
  const interrupted = await open();
  if (!interrupted) return;
  if (interrupted.sessionId === from?.sessionId && from.id === to.userId)
    await keep({ ...interrupted, sessionId: to.sessionId });
  else await dropInterruptedAction();
}

async function keep(interrupted: Interrupted): Promise<void> {
  const value = Buffer.from(deps().sealer.seal(JSON.stringify(interrupted), context)).toString("base64url");
  (await cookies()).set(cookieKey(), value, { ...cookieOptions(), maxAge: freshProofMinutes * 60 });
}

async function open(): Promise<Interrupted | null> {
  const value = (await cookies()).get(cookieKey())?.value;
  const plaintext = value === undefined ? null : deps().sealer.open(Buffer.from(value, "base64url"), context);
  const parsed = plaintext === null ? null : interruptedSchema.safeParse(JSON.parse(plaintext));
  if (!parsed?.success) return null;
  return deps().clock.now().getTime() - parsed.data.at < freshProofMinutes * 60_000 ? parsed.data : null;
}

function cookieKey(): string {
  return cookieName("interrupted-action");
}
