import { z } from "zod";

/** Everything that the API answers other than what was asked for: the code, its status and its sentence. */
export const problems = {
  bad_request: { status: 400, message: "The request cannot be read." },
  invalid_input: { status: 400, message: "Some fields are missing or not right." },
  unauthenticated: { status: 401, message: "Sign in, or send a valid token." },
  invalid_credentials: {
    status: 401,
    message: "The e-mail address or the password is not right, or the address is not confirmed yet.",
  },
  invalid_refresh_token: { status: 401, message: "This refresh token is not valid. Sign in again." },
  captcha_required: { status: 403, message: "Pass a captcha first: ask for one at /api/captcha, and send its answer." },
  insufficient_scope: { status: 403, message: "This token may not do that." },
  foreign_origin: { status: 403, message: "The request does not come from this site." },
  not_found: { status: 404, message: "There is no such thing." },
  too_large: { status: 413, message: "The request is too large." },
  unsupported_media_type: { status: 415, message: "Send JSON, and say so in Content-Type." },
  limited: { status: 429, message: "Too many requests. Try again later." },
  unavailable: { status: 503, message: "Something went wrong on our side. Try again in a moment." },
} as const;

export type ProblemCode = keyof typeof problems;

export const problemSchema = z.object({
  error: z.enum(Object.keys(problems) as [ProblemCode, ...ProblemCode[]]),
  message: z.string(),
  fields: z.record(z.string(), z.string()).optional().describe("What is wrong, by field; with invalid_input alone."),
});
