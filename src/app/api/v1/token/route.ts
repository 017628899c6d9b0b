import { apiRoute } from "@/auth/api-route";
import { tokenPair } from "@/auth/token-pair";
import { endpoints } from "@/features/api/endpoints";
import { signinProblem } from "@/features/api/signin-problem";
import { issueRefreshToken } from "@/features/refresh-tokens/issue-refresh-token";
import { signin } from "@/features/signin/signin";
import { deps } from "@/platform/deps";
import { currentClient, currentDevice } from "@/web/request-facts";

export const POST = apiRoute(endpoints.createTokens, async ({ input: { deviceName, ...credentials } }) => {
  const device = await currentDevice();
  const asker = {
    client: await currentClient(),
    device: { ...device, label: deviceName ?? device.label },
    kind: "APP" as const,
  };
  const outcome = await signin(deps(), credentials, asker);
  if (!outcome.ok) return signinProblem(outcome);
  const refreshToken = await issueRefreshToken(deps(), deps().db, outcome.session.sessionId);
  return { body: await tokenPair(outcome.session, refreshToken) };
});
