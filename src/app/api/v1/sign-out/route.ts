import { apiRoute } from "@/auth/api-route";
import { clearSessionCookies } from "@/auth/session-cookie";
import { endpoints } from "@/features/api/endpoints";
import { endSessionById } from "@/features/sessions/end-session";
import { deps } from "@/platform/deps";

export const POST = apiRoute(endpoints.signOut, async ({ viewer }) => {
  await endSessionById(deps(), viewer.sessionId);
  if (viewer.sessionKind === "BROWSER") await clearSessionCookies();
  return { body: null };
});
