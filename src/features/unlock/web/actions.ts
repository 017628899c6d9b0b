"use server";

import { redirect } from "next/navigation";
import { linkTokenSchema } from "@/core/link-token-schema";
import { deps } from "@/platform/deps";
import { setFlash } from "@/web/flash";
import { formAction } from "@/web/form-action";
import type { FormState } from "@/web/form-state";
import { rememberDevice } from "@/web/known-device";
import { clearLinkToken, readLinkToken } from "@/web/link-token";
import { currentClient } from "@/web/request-facts";
import { unlockSchema } from "../schema";
import { unlockDevice } from "../unlock-device";
import { unlockRefusal } from "./messages";

const submitUnlock = formAction({
  schema: unlockSchema,
  secrets: [],
  hidden: ["intent"],
  run: async () => {
    const token = linkTokenSchema.safeParse(await readLinkToken("unlock"));
    if (!token.success) return unlockRefusal({ ok: false, reason: "invalid" });
    const outcome = await unlockDevice(deps(), { token: token.data }, { client: await currentClient() });
    if (!outcome.ok) return unlockRefusal(outcome);
    await rememberDevice(outcome.deviceToken);
    await clearLinkToken("unlock");
    await setFlash("device-unlocked");
    redirect("/signin");
  },
});

export async function unlockAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitUnlock(previous, formData);
}
