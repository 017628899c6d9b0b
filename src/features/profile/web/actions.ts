"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { requireFreshViewer } from "@/auth/viewer";
import { deps } from "@/platform/deps";
import { setFlash } from "@/web/flash";
import { formAction } from "@/web/form-action";
import type { FormState } from "@/web/form-state";
import { limitMessage } from "@/web/limit-message";
import { saveProfile } from "../save-profile";
import { pictureAddressSchema, profileSchema } from "../schema";
import { removeAvatar, setAvatarFrom } from "../set-avatar";
import { setAvatarRefusal } from "./messages";

const page = "/settings/profile";

const submitProfile = formAction({
  schema: profileSchema,
  secrets: [],
  run: async (input) => {
    const viewer = await requireFreshViewer({ returnTo: page });
    const outcome = await saveProfile(deps(), viewer, input);
    if (!outcome.ok) return { message: limitMessage(outcome.retryAfterSeconds) };
    await setFlash("profile-saved");
    redirect(page);
  },
});

const submitAvatarFrom = formAction({
  schema: pictureAddressSchema,
  secrets: [],
  run: async (input) => {
    const viewer = await requireFreshViewer({ returnTo: page });
    const outcome = await setAvatarFrom(deps(), viewer, input);
    if (!outcome.ok) return setAvatarRefusal(outcome);
    await setFlash("avatar-set");
    redirect(page);
  },
});

const submitRemoveAvatar = formAction({
  schema: z.object({}),
  secrets: [],
  run: async () => {
    await removeAvatar(deps(), await requireFreshViewer({ returnTo: page }));
    await setFlash("avatar-removed");
    redirect(page);
  },
});

export async function saveProfileAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitProfile(previous, formData);
}

export async function setAvatarFromAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitAvatarFrom(previous, formData);
}

export async function removeAvatarAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitRemoveAvatar(previous, formData);
}
