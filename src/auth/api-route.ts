import type { NextRequest } from "next/server";
import type { z } from "zod";
import type { Viewer } from "@/core/viewer";
import type { Scope } from "@/features/api-tokens/policy";
import { isScope, type Endpoint } from "@/features/api/endpoints";
import { problems, type ProblemCode } from "@/features/api/problems";
import { deps } from "@/platform/deps";
import { env } from "@/platform/env";
import { readText } from "@/web/read-text";
import { isSameOrigin } from "@/web/same-origin";
import { readBearer } from "./bearer";
import { readRequestViewer, toViewer } from "./viewer";

/** Far above every body of ours. */
const bodyMaxBytes = 16 * 1024;

type Problem = { problem: ProblemCode; fields?: Record<string, string>; retryAfterSeconds?: number };

type Asked<E extends Endpoint> = {
  input: E["input"] extends z.ZodObject ? z.output<E["input"]> : null;
  viewer: E["who"] extends "anyone" ? null : Viewer;
  /** The variable parts of the path, as they were sent. */
  params: Readonly<Record<string, string>>;
};

type Answered<E extends Endpoint> = E["answer"] extends z.ZodObject ? { body: z.input<E["answer"]> } : { body: null };

type RouteContext = { params: Promise<Record<string, string>> };

/**
 * Makes the handler of an endpoint: reads who asks, refuses who may not, parses the body, and gives every answer one shape. What
 * breaks is logged and answered 503. An answer to a change is given once this instance knows of it.
 */
export function apiRoute<E extends Endpoint>(endpoint: E, run: (asked: Asked<E>) => Promise<Answered<E> | Problem>) {
  return async function handle(request: NextRequest, context: RouteContext): Promise<Response> {
    try {
      const outcome = await answer(endpoint, run, request, context);
      if (endpoint.method !== "GET" && !endpoint.isSignin) await deps().sessionStates.catchUp();
      return "problem" in outcome ? problemResponse(outcome) : bodyResponse(outcome.body);
    } catch (error) {
      deps().log.error("api_failed", error, { path: endpoint.path });
      return problemResponse({ problem: "unavailable", retryAfterSeconds: 5 });
    }
  };
}

async function answer<E extends Endpoint>(
  endpoint: E,
  run: (asked: Asked<E>) => Promise<Answered<E> | Problem>,
  request: NextRequest,
  context: RouteContext,
): Promise<Answered<E> | Problem> {
  const asker = await whoAsks(request, endpoint);
  if ("problem" in asker) return asker;
  const input = endpoint.input ? await readInput(request, endpoint.input) : { input: null };
  if ("problem" in input) return input;
  const params = endpoint.path.includes("{") ? await context.params : {};
  // What was parsed by the endpoint's own schemas is what its type says.
  return await run({ input: input.input, viewer: asker.viewer, params } as Asked<E>);
}

/**
 * Who asks, as far as the endpoint wants to know. Where there is an Authorization header nothing else counts; without one the browser's
 * cookies do, and then a change must come from a page of ours.
 */
async function whoAsks(request: NextRequest, { method, who }: Endpoint): Promise<{ viewer: Viewer | null } | Problem> {
  const isForeign = method !== "GET" && !isSameOrigin(request.headers, env().appUrl);
  // A header that proves nothing must not open to a foreign page what none would refuse it.
  if (who === "anyone") return isForeign ? { problem: "foreign_origin" } : { viewer: null };
  if (!request.headers.has("authorization")) {
    if (isForeign) return { problem: "foreign_origin" };
    const viewer = await readRequestViewer(request);
    return viewer ? { viewer } : { problem: "unauthenticated" };
  }
  const bearer = await readBearer(request.headers);
  if (bearer.kind !== "session") return { problem: "unauthenticated" };
  const { kind, scopes } = bearer.session;
  if (kind === "TOKEN" && !allows(scopes, who)) return { problem: "insufficient_scope" };
  return { viewer: toViewer(bearer.session) };
}

function allows(granted: readonly string[], who: "session" | Scope): boolean {
  return !isScope(who) || granted.includes(who);
}

async function readInput(request: Request, schema: z.ZodObject): Promise<{ input: unknown } | Problem> {
  const [type] = (request.headers.get("content-type") ?? "").split(";");
  if (type?.trim().toLowerCase() !== "application/json") return { problem: "unsupported_media_type" };
  const text = await readText(request, bodyMaxBytes);
  if (text === null) return { problem: "too_large" };
  const json = parseJson(text);
  if (json === undefined) return { problem: "bad_request" };
  const parsed = schema.safeParse(json);
  if (parsed.success) return { input: parsed.data };
  const fields: Record<string, string> = {};
  for (const { path, message } of parsed.error.issues) fields[String(path[0] ?? "")] ??= message;
  return { problem: "invalid_input", fields };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const noStore = { "cache-control": "no-store" };

function bodyResponse(body: object | null): Response {
  return body === null
    ? new Response(null, { status: 204, headers: noStore })
    : Response.json(body, { headers: noStore });
}

function problemResponse({ problem, fields, retryAfterSeconds }: Problem): Response {
  const { status, message } = problems[problem];
  const headers = new Headers(noStore);
  if (retryAfterSeconds !== undefined) headers.set("retry-after", String(retryAfterSeconds));
  if (status === 401) headers.set("www-authenticate", "Bearer");
  return Response.json({ error: problem, message, ...(fields ? { fields } : {}) }, { status, headers });
}
