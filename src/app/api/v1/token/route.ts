import { apiRoute } from "@/auth/api-route";
import { tokenPair } from "@/auth/token-pair";
import { endpoints } from "@/features/api/endpoints";
import { signinProblem } from "@/features/api/signin-problem";
import { signinApp } from "@/features/signin/signin";
import { deps } from "@/platform/deps";
import { captchaProof } from "@/web/captcha";
import { currentClient, currentDevice } from "@/web/request-facts";

export const POST = apiRoute(endpoints.createTokens, async ({ input: { deviceName, captcha, ...credentials } }) => {
  const device = currentDevice();
  const asker = {
    client: await currentClient(),
    captcha: captchaProof({ captcha }),
    device: { ...device, label: deviceName ?? device.label },
  };
  const outcome = await signinApp(deps(), credentials, asker);
  if (!outcome.ok) return signinProblem(outcome);
  return { body: await tokenPair(outcome.session, outcome.refreshToken) };
});
