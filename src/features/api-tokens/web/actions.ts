"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { recentFormAction } from "@/auth/recent-form-action";
import { requireViewer } from "@/auth/viewer";
import { deps } from "@/platform/deps";
import { deliverAfterResponse } from "@/web/deliver-after-response";
import { setFlash } from "@/web/flash";
import { formAction } from "@/web/form-action";
import type { FormState } from "@/web/form-state";
import { createToken } from "../create-token";
import { revokeToken } from "../revoke-token";
import { chosenScopes, createTokenSchema, revokeTokenSchema } from "../schema";
import { createTokenRefusal } from "./messages";

const page = "/settings/tokens";

const submitCreate = recentFormAction({
  name: "create-token",
  returnTo: page,
  schema: createTokenSchema,
  secrets: [],
  run: async (typed, viewer) => {
    const wanted = { name: typed.name, scopes: chosenScopes(typed), lifetimeDays: Number(typed.lifetimeDays) };
    const outcome = await createToken(deps(), viewer, wanted);
    if (!outcome.ok) return createTokenRefusal(outcome);
    deliverAfterResponse();
    refresh();
    return { shownOnce: outcome.token, values: { name: typed.name } };
  },
});

const submitRevoke = formAction({
  schema: revokeTokenSchema,
  secrets: [],
  hidden: ["tokenId"],
  run: async ({ tokenId }) => {
    const viewer = await requireViewer({ returnTo: page });
    const outcome = await revokeToken(deps(), viewer, { tokenId });
    if (!outcome.ok) return { message: "This token is no longer there." };
    await setFlash("token-revoked");
    redirect(page);
  },
});

export async function createTokenAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitCreate(previous, formData);
}

export async function revokeTokenAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitRevoke(previous, formData);
}
