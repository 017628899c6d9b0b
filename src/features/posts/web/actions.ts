"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { readFreshViewer, requireFreshViewer, requireRole } from "@/auth/viewer";
import type { Viewer } from "@/core/viewer";
import { deps } from "@/platform/deps";
import { deliverAfterResponse } from "@/web/deliver-after-response";
import { setFlash, type FlashKey } from "@/web/flash";
import { formAction } from "@/web/form-action";
import type { FormState } from "@/web/form-state";
import { createPost } from "../create-post";
import type { Conflict } from "../current-text";
import { deletePost } from "../delete-post";
import { discardChanges } from "../discard-changes";
import { publishPost, unpublishPost } from "../publish-post";
import { savePost, type SavePostOutcome } from "../save-post";
import { removeCover } from "../set-cover";
import { postActSchema, postFormSchema, withholdPostSchema } from "../schema";
import { releasePost, withholdPost } from "../withhold-post";
import { anotherMessage, conflictMessage, postRefusal, signedOutMessage } from "./messages";

const writePath = "/posts/write";
const moderationPath = "/moderation";

/** The list that a moderator or an administrator acts from, to which they come back as it was filtered. */
const from = z
  .string()
  .regex(/^\/(moderation|admin\/posts)(\?[\w%&=.+*-]{0,1500})?$/)
  .catch(moderationPath);

/** By the button that was pressed. */
const intent = z.enum(["save", "look", "publish"]).catch("save");

/** Whoever sends it, what was typed comes back with it: who is not signed in any more is told so in place of being sent away. */
const submitSave = formAction({
  schema: postFormSchema.extend({ intent }),
  secrets: [],
  hidden: ["postId", "version", "createKey", "writerId"],
  run: async ({ postId, writerId, ...input }, typed) => {
    const viewer = await readFreshViewer();
    if (!viewer) return { message: signedOutMessage };
    if (writerId !== undefined && writerId !== viewer.id) return { message: anotherMessage };
    if (postId === undefined) {
      const created = await createPost(deps(), viewer, input);
      return created.ok ? await goOn(viewer, created.postId, input.intent) : refuseSave(typed, created);
    }
    const saved = await savePost(deps(), viewer, { ...input, postId });
    return saved.ok ? await goOn(viewer, postId, input.intent) : refuseSave(typed, saved);
  },
});

type SaveRefusal = Exclude<SavePostOutcome, { ok: true }>;

function refuseSave(typed: Readonly<Record<string, string>>, refusal: SaveRefusal): FormState {
  return refusal.reason === "conflict" ? conflict(typed, refusal) : { message: postRefusal(refusal) };
}

/** Keeps what was typed, beside what stands; who saves again has seen both. */
function conflict(typed: Readonly<Record<string, string>>, { postId, current }: Conflict): FormState {
  const { version, title, content } = current;
  const values = { ...typed, postId, version: String(version), savedTitle: title, savedContent: content };
  return { message: conflictMessage, values };
}

/** What follows once the text is kept. */
async function goOn(viewer: Viewer, postId: string, next: z.output<typeof intent>): Promise<never> {
  if (next === "look") redirect(`/posts/${postId}`);
  const published = next === "publish" ? await publishPost(deps(), viewer, { postId }) : null;
  if (published?.ok) {
    await setFlash("post-published");
    redirect(`/posts/${postId}`);
  }
  await setFlash(published && "reason" in published ? publishFault[published.reason] : "post-saved");
  redirect(editPath(postId));
}

const publishFault = {
  empty: "post-empty",
  withheld: "post-withheld",
  limited: "post-saved",
  unknown: "post-saved",
} as const satisfies Record<string, FlashKey>;

const submitUnpublish = formAction({
  schema: postActSchema,
  secrets: [],
  hidden: ["postId"],
  run: async ({ postId }) => {
    const viewer = await requireFreshViewer({ returnTo: editPath(postId) });
    const outcome = await unpublishPost(deps(), viewer, { postId });
    if (!outcome.ok) return { message: postRefusal(outcome) };
    await setFlash("post-unpublished");
    redirect(editPath(postId));
  },
});

const submitDelete = formAction({
  schema: postActSchema,
  secrets: [],
  hidden: ["postId"],
  run: async ({ postId }) => {
    const viewer = await requireFreshViewer({ returnTo: editPath(postId) });
    const outcome = await deletePost(deps(), viewer, { postId });
    if (!outcome.ok) return { message: postRefusal(outcome) };
    await setFlash("post-deleted");
    redirect("/posts/mine");
  },
});

const submitDiscard = formAction({
  schema: postActSchema,
  secrets: [],
  hidden: ["postId"],
  run: async ({ postId }) => {
    const viewer = await requireFreshViewer({ returnTo: editPath(postId) });
    const outcome = await discardChanges(deps(), viewer, { postId });
    if (!outcome.ok) return { message: postRefusal(outcome) };
    await setFlash("changes-discarded");
    redirect(editPath(postId));
  },
});

const submitRemoveCover = formAction({
  schema: postActSchema,
  secrets: [],
  hidden: ["postId"],
  run: async ({ postId }) => {
    const viewer = await requireFreshViewer({ returnTo: editPath(postId) });
    const outcome = await removeCover(deps(), viewer, { postId });
    if (!outcome.ok) return { message: postRefusal(outcome) };
    await setFlash("cover-removed");
    redirect(editPath(postId));
  },
});

const submitWithhold = formAction({
  schema: withholdPostSchema.extend({ from }),
  secrets: [],
  hidden: ["postId", "from"],
  run: async (input) => {
    const viewer = await requireRole("MODERATOR", { returnTo: moderationPath });
    const outcome = await withholdPost(deps(), viewer, input);
    if (!outcome.ok) return { message: postRefusal(outcome) };
    deliverAfterResponse();
    await setFlash("post-taken-back");
    redirect(input.from);
  },
});

const submitRelease = formAction({
  schema: postActSchema.extend({ from }),
  secrets: [],
  hidden: ["postId", "from"],
  run: async (input) => {
    const viewer = await requireRole("MODERATOR", { returnTo: moderationPath });
    const outcome = await releasePost(deps(), viewer, input);
    if (!outcome.ok) return { message: postRefusal(outcome) };
    await setFlash("post-released");
    redirect(input.from);
  },
});

function editPath(postId: string): string {
  return `${writePath}?post=${postId}`;
}

export async function savePostAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitSave(previous, formData);
}

export async function unpublishPostAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitUnpublish(previous, formData);
}

export async function deletePostAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitDelete(previous, formData);
}

export async function discardChangesAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitDiscard(previous, formData);
}

export async function removeCoverAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitRemoveCover(previous, formData);
}

export async function withholdPostAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitWithhold(previous, formData);
}

export async function releasePostAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitRelease(previous, formData);
}
