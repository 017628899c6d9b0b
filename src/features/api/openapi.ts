import { z } from "zod";
import { endpoints, isScope, problemsOf, type Endpoint } from "./endpoints";
import { problems, problemSchema } from "./problems";

let made: { appUrl: string; document: object } | undefined;

/**
 * The API in OpenAPI 3.1, made of the very schemas that its handlers parse with. It is the same for as long as the process runs, and made
 * at the first request, for anybody may ask for it as often as they like.
 */
export function openApiDocument(appUrl: string): object {
  if (made?.appUrl !== appUrl) made = { appUrl, document: makeDocument(appUrl) };
  return made.document;
}

function makeDocument(appUrl: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const [operationId, endpoint] of Object.entries(endpoints)) {
    paths[endpoint.path] = {
      ...paths[endpoint.path],
      [endpoint.method.toLowerCase()]: operation(operationId, endpoint),
    };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Latchkey API", version: "1", description: "Accounts for mobile apps, command lines and services." },
    servers: [{ url: appUrl }],
    paths,
    components: {
      schemas: { Problem: jsonSchema(problemSchema, "output") },
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", description: "An access token, or a personal access token." },
        cookie: { type: "apiKey", in: "cookie", name: "auth_token" },
      },
    },
  };
}

function operation(operationId: string, endpoint: Endpoint): object {
  const { summary, who, input, answer } = endpoint;
  return {
    operationId,
    summary,
    security: who === "anyone" ? [] : [{ bearer: isScope(who) ? [who] : [] }, { cookie: [] }],
    ...(parameters(endpoint).length > 0 ? { parameters: parameters(endpoint) } : {}),
    ...(input ? { requestBody: { required: true, content: json(jsonSchema(input, "input")) } } : {}),
    responses: {
      ...(answer
        ? { 200: { description: "Done.", content: json(jsonSchema(answer, "output")) } }
        : { 204: { description: "Done." } }),
      ...problemResponses(endpoint),
    },
  };
}

function parameters({ path }: Endpoint): object[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
}

/** One response a status, with the sentence of each code that has it. */
function problemResponses(endpoint: Endpoint): Record<string, object> {
  const responses: Record<string, { description: string; content: object }> = {};
  for (const code of problemsOf(endpoint)) {
    const { status, message } = problems[code];
    const before = responses[status]?.description;
    responses[status] = {
      description: `${before ? `${before} ` : ""}\`${code}\`: ${message}`,
      content: json({ $ref: "#/components/schemas/Problem" }),
    };
  }
  return responses;
}

function json(schema: object): object {
  return { "application/json": { schema } };
}

function jsonSchema(schema: z.ZodType, io: "input" | "output"): object {
  return z.toJSONSchema(schema, { io, unrepresentable: "any" });
}
