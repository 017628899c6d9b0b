"use server";

import { redirect } from "next/navigation";
import { recentFormAction } from "@/auth/recent-form-action";
import { deps } from "@/platform/deps";
import { setFlash } from "@/web/flash";
import type { FormState } from "@/web/form-state";
import { removePost } from "../remove-post";
import { removePostSchema } from "../schema";
import { removeRefusal } from "./messages";

const submitRemove = recentFormAction({
  name: "remove-post",
  returnTo: "/admin/posts",
  role: "ADMIN",
  schema: removePostSchema,
  secrets: [],
  hidden: ["postId", "from"],
  run: async (input, viewer) => {
    const outcome = await removePost(deps(), viewer, input);
    if (!outcome.ok) return { message: removeRefusal(outcome) };
    await setFlash("post-deleted");
    redirect(input.from);
  },
});

export async function removePostAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitRemove(previous, formData);
}
