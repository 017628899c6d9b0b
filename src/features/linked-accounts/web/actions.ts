"use server";

import { redirect } from "next/navigation";
import { dropInterruptedAction } from "@/auth/interrupted-action";
import { dropLinkIntent, setLinkIntent } from "@/auth/link-intent";
import { continuePath, recentFormAction } from "@/auth/recent-form-action";
import { startOAuth } from "@/auth/start-oauth";
import { limits } from "@/features/rate-limit/policy";
import { deps } from "@/platform/deps";
import { providerNamed } from "@/platform/env";
import { deliverAfterResponse } from "@/web/deliver-after-response";
import { setFlash } from "@/web/flash";
import { formAction } from "@/web/form-action";
import type { FormState } from "@/web/form-state";
import { limitMessage } from "@/web/limit-message";
import { currentClient } from "@/web/request-facts";
import { linkProviderSchema, startProviderSchema, unlinkIdentitySchema } from "../schema";
import { unlinkIdentity } from "../unlink-identity";
import { unlinkRefusal } from "./messages";

const methodsPage = "/settings/sign-in-methods";
const notConfigured: FormState = { message: "This provider is not set up on this site." };

const submitStart = formAction({
  schema: startProviderSchema,
  secrets: [],
  hidden: ["provider"],
  run: async ({ provider, next }) => {
    await dropLinkIntent();
    if (next !== continuePath) await dropInterruptedAction();
    return await leaveFor(provider, next);
  },
});

const submitLink = recentFormAction({
  name: "link-provider",
  returnTo: methodsPage,
  schema: linkProviderSchema,
  secrets: [],
  hidden: ["provider"],
  run: async ({ provider }, viewer) => {
    await setLinkIntent(viewer.sessionId, provider);
    return await leaveFor(provider, methodsPage);
  },
});

const submitUnlink = recentFormAction({
  name: "unlink-identity",
  returnTo: methodsPage,
  schema: unlinkIdentitySchema,
  secrets: [],
  hidden: ["accountId"],
  run: async ({ accountId }, viewer) => {
    const outcome = await unlinkIdentity(deps(), viewer, { accountId, nameOf: providerName });
    if (!outcome.ok) return unlinkRefusal(outcome);
    deliverAfterResponse();
    await setFlash("method-unlinked");
    redirect(methodsPage);
  },
});

async function leaveFor(provider: string, next: string): Promise<FormState> {
  const limit = await deps().limiter.take(limits.providerStart, await currentClient());
  if (!limit.ok) return { message: limitMessage(limit.retryAfterSeconds) };
  if (!providerNamed(provider)) return notConfigured;
  redirect(await startOAuth(provider, next));
}

function providerName(id: string): string {
  return providerNamed(id)?.name ?? id;
}

export async function continueWithProviderAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitStart(previous, formData);
}

export async function linkProviderAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitLink(previous, formData);
}

export async function unlinkIdentityAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitUnlink(previous, formData);
}
