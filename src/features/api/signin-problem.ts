import type { SigninRefusal } from "@/features/signin/signin";
import type { ProblemCode } from "./problems";

/** How the API says that a sign-in by password was refused. */
export function signinProblem(outcome: SigninRefusal): {
  problem: ProblemCode;
  retryAfterSeconds?: number;
} {
  switch (outcome.reason) {
    case "invalid_credentials":
    // Told apart, it would tell whoever signed up for somebody's address whether that had an account.
    case "unverified":
      return { problem: "invalid_credentials" };
    case "captcha":
      if (outcome.why === "unavailable") return { problem: "unavailable", retryAfterSeconds: 5 };
      return { problem: "captcha_required" };
    case "limited":
      return { problem: "limited", retryAfterSeconds: outcome.retryAfterSeconds };
    case "busy":
      return { problem: "unavailable", retryAfterSeconds: outcome.retryAfterSeconds };
  }
}
