import { redirect } from "next/navigation";
import type { z } from "zod";
import type { RecentViewer } from "@/core/viewer";
import { setFlash } from "@/web/flash";
import { formAction, type FormActionOptions } from "@/web/form-action";
import type { FormState } from "@/web/form-state";
import { setInterruptedAction } from "./interrupted-action";
import { confirmPath, isRecent, requireFreshViewer } from "./viewer";

/** Where a form that waited for a proof goes on. */
export const continuePath = "/confirm/continue";

type RecentFormActionOptions<Schema extends z.ZodObject> = Omit<FormActionOptions<Schema>, "run"> & {
  /** What `src/app` knows the action by, to go on with it after a proof. A form with secrets goes on nowhere and needs none. */
  name?: string;
  /** The page of the form. */
  returnTo: string;
  run: (input: z.output<Schema>, viewer: RecentViewer) => Promise<FormState>;
};

/**
 * A form action for those alone who have proven themselves within the last minutes, by the database. Others prove themselves first:
 * meanwhile what they typed waits, sealed and for this session, and goes on afterwards. Where a secret was typed nothing is kept, and
 * they type it again.
 */
export function recentFormAction<Schema extends z.ZodObject>(options: RecentFormActionOptions<Schema>) {
  const { name, returnTo, run, ...form } = options;
  return formAction({
    ...form,
    run: async (input, typed) => {
      const viewer = await requireFreshViewer({ returnTo });
      if (isRecent(viewer)) return await run(input, viewer);
      if (name === undefined || form.secrets.length > 0) {
        await setFlash("type-again");
        redirect(confirmPath(returnTo));
      }
      await setInterruptedAction(viewer, { name, fields: typed });
      redirect(confirmPath(continuePath));
    },
  });
}
