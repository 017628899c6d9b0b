"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { recentFormAction } from "@/auth/recent-form-action";
import { deps } from "@/platform/deps";
import { deliverAfterResponse } from "@/web/deliver-after-response";
import { setFlash } from "@/web/flash";
import type { FormState } from "@/web/form-state";
import { limitMessage } from "@/web/limit-message";
import { retryOwnAddress } from "../retry-own-address";

const page = "/dashboard";

const submitRetry = recentFormAction({
  name: "retry-address",
  returnTo: page,
  schema: z.object({}),
  secrets: [],
  run: async (_input, viewer) => {
    const outcome = await retryOwnAddress(deps(), viewer);
    if (!outcome.ok && outcome.reason === "limited") return { message: limitMessage(outcome.retryAfterSeconds) };
    if (outcome.ok) {
      deliverAfterResponse();
      await setFlash("address-tried");
    }
    redirect(page);
  },
});

export async function retryAddressAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitRetry(previous, formData);
}
