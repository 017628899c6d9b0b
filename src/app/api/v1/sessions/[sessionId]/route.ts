import { apiRoute } from "@/auth/api-route";
import { endpoints } from "@/features/api/endpoints";
import { endOwnSession } from "@/features/sessions/end-own-session";
import { endSessionSchema } from "@/features/sessions/schema";
import { deps } from "@/platform/deps";

export const DELETE = apiRoute(endpoints.endSession, async ({ viewer, params }) => {
  const named = endSessionSchema.safeParse(params);
  if (!named.success) return { problem: "not_found" };
  const outcome = await endOwnSession(deps(), viewer, named.data);
  return outcome.ok ? { body: null } : { problem: "not_found" };
});
