import { apiRoute } from "@/auth/api-route";
import { endpoints } from "@/features/api/endpoints";
import { endOtherSessions } from "@/features/sessions/end-other-sessions";
import { listSessions } from "@/features/sessions/list-sessions";
import { deps } from "@/platform/deps";

export const GET = apiRoute(endpoints.listSessions, async ({ viewer }) => {
  const sessions = await listSessions(deps(), viewer);
  return {
    body: {
      sessions: sessions.map(({ createdAt, lastSeenAt, expiresAt, ...session }) => ({
        ...session,
        createdAt: createdAt.toISOString(),
        lastSeenAt: lastSeenAt.toISOString(),
        expiresAt: expiresAt.toISOString(),
      })),
    },
  };
});

export const DELETE = apiRoute(endpoints.endOtherSessions, async ({ viewer }) => ({
  body: await endOtherSessions(deps(), viewer),
}));
