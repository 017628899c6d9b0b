import type { Answer } from "./exchange";
import type { Visitor } from "./form-client";

export type NextAuthPost = {
  /** Below `/api/auth/`, as it is to be spelled. */
  endpoint: string;
  fields: Record<string, unknown>;
  as?: "form" | "json";
  headers?: Record<string, string>;
};

/** Posts to one of NextAuth's endpoints with a fresh anti-forgery token, as its own client does. */
export async function postToNextAuth(
  visitor: Visitor,
  { endpoint, fields, as = "form", headers = {} }: NextAuthPost,
): Promise<Answer> {
  const csrf = JSON.parse((await visitor.send({ path: "/api/auth/csrf" })).text) as { csrfToken: string };
  const all = { csrfToken: csrf.csrfToken, json: "true", ...fields };
  const body = as === "json" ? JSON.stringify(all) : new URLSearchParams(all).toString();
  return await visitor.send({
    method: "POST",
    path: `/api/auth/${endpoint}`,
    headers: {
      "content-type": as === "json" ? "application/json" : "application/x-www-form-urlencoded",
      origin: visitor.app.origin,
      "sec-fetch-site": "same-origin",
      ...headers,
    },
    body,
  });
}

export async function signInByNextAuth(
  visitor: Visitor,
  credentials: Record<string, unknown>,
  as: "form" | "json" = "form",
): Promise<Answer> {
  return await postToNextAuth(visitor, { endpoint: "callback/credentials", fields: credentials, as });
}
