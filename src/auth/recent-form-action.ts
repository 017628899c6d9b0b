import { notFound, redirect } from "next/navigation";
import type { z } from "zod";
import { hasRole, type RecentViewer, type RoleViewer } from "@/core/viewer";
import type { Role } from "@/platform/prisma/enums";
import { setFlash } from "@/web/flash";
import { formAction, type FormActionOptions } from "@/web/form-action";
import type { FormState } from "@/web/form-state";
import { setInterruptedAction } from "./interrupted-action";
import { confirmPath, isRecent, requireFreshViewer } from "./viewer";

/** Where a form that waited for a proof goes on. */
export const continuePath = "/confirm/continue";

type RecentFormActionOptions<Schema extends z.ZodObject, Required extends Role> = Omit<
  FormActionOptions<Schema>,
  "run"
> & {
  /** What `src/app` knows the action by, to go on with it after a proof. A form with secrets goes on nowhere and needs none. */
  name?: string;
  /** The page of the form. */
  returnTo: string;
  /** Who has this role or a higher one; to everybody else there is nothing. */
  role?: Required;
  run: (input: z.output<Schema>, viewer: RecentViewer & RoleViewer<Required>) => Promise<FormState>;
};

/**
 * A form action for those alone who have proven themselves within the last minutes, by the database. Others prove themselves first:
 * meanwhile what they typed waits, sealed and for this session, and goes on afterwards. Where a secret was typed nothing is kept, and
 * they type it again.
 */
export function recentFormAction<Schema extends z.ZodObject, Required extends Role = "USER">(
  options: RecentFormActionOptions<Schema, Required>,
) {
  const { name, returnTo, role, run, ...form } = options;
  return formAction({
    ...form,
    run: async (input, typed) => {
      const viewer = await requireFreshViewer({ returnTo });
      if (role !== undefined && !hasRole(viewer.role, role)) notFound();
      if (isRecent(viewer)) return await run(input, viewer as RecentViewer & RoleViewer<Required>);
      if (name === undefined || form.secrets.length > 0) {
        await setFlash("type-again");
        redirect(confirmPath(returnTo));
      }
      await setInterruptedAction(viewer, { name, fields: typed });
      redirect(confirmPath(continuePath));
    },
  });
}
