import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import type { z } from "zod";
import { tokenHash } from "@/core/token-hash";
import { endpoints } from "@/features/api/endpoints";
import { problemSchema } from "@/features/api/problems";
import type { SeededUser } from "./app-database";
import type { App } from "./app-server";
import type { Answer } from "./exchange";
import { openVisitor, type Visitor } from "./form-client";

export const json = { "content-type": "application/json" };

export async function call(
  app: App,
  method: string,
  path: string,
  {
    token,
    body,
    headers = {},
    from = openVisitor(app),
  }: { token?: string; body?: unknown; headers?: Record<string, string>; from?: Visitor } = {},
): Promise<Answer> {
  return await from.send({
    method,
    path: `/api/v1${path}`,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : json),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
}

/** The answer is a problem of the one shape, with this status and code. */
export function expectProblem(answer: Answer, status: number, error: string): void {
  expect([answer.status, problemSchema.parse(JSON.parse(answer.text)).error]).toEqual([status, error]);
  expect(answer.headers["cache-control"]).toBe("no-store");
  if (status === 401) expect(answer.headers["www-authenticate"]).toBe("Bearer");
}

export type Pair = z.output<typeof endpoints.createTokens.answer>;

export async function signInApp(app: App, user: SeededUser, deviceName?: string): Promise<Pair> {
  const { email, password } = user;
  const answer = await call(app, "POST", "/token", {
    body: { email, password, ...(deviceName ? { deviceName } : {}) },
  });
  expect(answer.status).toBe(200);
  const pair = endpoints.createTokens.answer.parse(JSON.parse(answer.text));
  for (const token of [pair.accessToken, pair.refreshToken]) app.mark(token);
  return pair;
}

export async function plantPersonalToken(app: App, user: SeededUser, scopes: string[]): Promise<string> {
  const token = app.mark(`lkp_${randomBytes(32).toString("base64url")}`);
  await app.database.query(
    `INSERT INTO "Session" ("id", "userId", "sessionToken", "expires", "kind", "scopes")
     VALUES (gen_random_uuid(), $1, $2, now() AT TIME ZONE 'UTC' + interval '30 days', 'TOKEN', $3)`,
    [user.id, tokenHash(token), scopes],
  );
  return token;
}
