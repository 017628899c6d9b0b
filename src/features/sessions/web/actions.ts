"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { clearSessionCookies } from "@/auth/session-cookie";
import { requireViewer } from "@/auth/viewer";
import { deps } from "@/platform/deps";
import { setFlash } from "@/web/flash";
import { formAction } from "@/web/form-action";
import type { FormState } from "@/web/form-state";
import { endOtherSessions } from "../end-other-sessions";
import { endOwnSession } from "../end-own-session";
import { endSessionSchema } from "../schema";

const page = "/settings/sessions";

const submitEnd = formAction({
  schema: endSessionSchema,
  secrets: [],
  hidden: ["sessionId"],
  run: async ({ sessionId }) => {
    const viewer = await requireViewer({ returnTo: page });
    const outcome = await endOwnSession(deps(), viewer, { sessionId });
    if (!outcome.ok) return { message: "This session has already ended." };
    if (sessionId !== viewer.sessionId) {
      await setFlash("session-ended");
      redirect(page);
    }
    await clearSessionCookies();
    await setFlash("signed-out");
    redirect("/signin");
  },
});

const submitEndOthers = formAction({
  schema: z.object({}),
  secrets: [],
  run: async () => {
    await endOtherSessions(deps(), await requireViewer({ returnTo: page }));
    await setFlash("sessions-ended");
    redirect(page);
  },
});

export async function endSessionAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitEnd(previous, formData);
}

export async function endOtherSessionsAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitEndOthers(previous, formData);
}
