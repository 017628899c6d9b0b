"use server";

import { z } from "zod";
import { takeInterruptedAction } from "@/auth/interrupted-action";
import { continuePath } from "@/auth/recent-form-action";
import { requireRecentViewer } from "@/auth/viewer";
import { formAction } from "@/web/form-action";
import { emptyFormState, type FormState } from "@/web/form-state";
import { resume } from "../interrupted-actions";

const submitContinuation = formAction({
  schema: z.object({}),
  secrets: [],
  run: async () => {
    const viewer = await requireRecentViewer({ returnTo: continuePath });
    const interrupted = await takeInterruptedAction(viewer);
    const resumed = interrupted && resume(interrupted);
    if (!resumed) return { message: "Nothing is waiting here any more. Nothing was changed." };
    return await resumed.action(emptyFormState, resumed.formData);
  },
});

/** Does what waited for its sender's proof, once. */
export async function continueAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitContinuation(previous, formData);
}
