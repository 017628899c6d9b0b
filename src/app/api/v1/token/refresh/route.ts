import { apiRoute } from "@/auth/api-route";
import { tokenPair } from "@/auth/token-pair";
import { endpoints } from "@/features/api/endpoints";
import { limits } from "@/features/rate-limit/policy";
import { rotateRefreshToken } from "@/features/refresh-tokens/rotate-refresh-token";
import { deps } from "@/platform/deps";
import { currentClient } from "@/web/request-facts";
import { deliverAfterResponse } from "@/web/deliver-after-response";

export const POST = apiRoute(endpoints.refreshTokens, async ({ input }) => {
  const limit = await deps().limiter.take(limits.tokenRefresh, await currentClient());
  if (!limit.ok) return { problem: "limited", retryAfterSeconds: limit.retryAfterSeconds };
  const outcome = await rotateRefreshToken(deps(), input);
  deliverAfterResponse();
  if (!outcome.ok) return { problem: "invalid_refresh_token" };
  return { body: await tokenPair(outcome.session, outcome.refreshToken) };
});
