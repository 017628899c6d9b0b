import { openApiDocument } from "@/features/api/openapi";
import { env } from "@/platform/env";

export function GET(): Response {
  return Response.json(openApiDocument(env().appUrl), { headers: { "cache-control": "public, max-age=300" } });
}
