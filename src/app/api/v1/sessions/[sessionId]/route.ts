import { apiRoute } from "@/auth/api-route";
import { endpoints } from "@/features/api/endpoints";
import { endOwnSession } from "@/features/sessions/end-own-session";
import { deps } from "@/platform/deps";

export const DELETE = apiRoute(endpoints.endSession, async ({ viewer, params }) => {
  const outcome = await endOwnSession(deps(), viewer, { sessionId: params["sessionId"] ?? "" });
  return outcome.ok ? { body: null } : { problem: "not_found" };
});
