import { apiRoute } from "@/auth/api-route";
import { signinWithJwtCookie } from "@/auth/signin-with-jwt-cookie";
import { endpoints } from "@/features/api/endpoints";
import { signinProblem } from "@/features/api/signin-problem";

export const POST = apiRoute(endpoints.signIn, async ({ input: { captcha, ...credentials } }) => {
  const outcome = await signinWithJwtCookie(credentials, captcha);
  if (!outcome.ok) return signinProblem(outcome);
  const { userId: id, name, email, role } = outcome.session;
  return { body: { id, name, email, role } };
});
