import { z } from "zod";
import { isScope, problemsOf, type Endpoint } from "@/features/api/endpoints";
import { problems } from "@/features/api/problems";
import { Card } from "@/ui/card";
import { Facts } from "@/ui/facts";
import { CodeBlock } from "./code-block";

export function EndpointCard({ endpoint, appUrl }: { endpoint: Endpoint; appUrl: string }) {
  const { method, path, summary, input, answer } = endpoint;
  return (
    <Card
      title={summary}
      description={
        <code className="text-foreground font-mono text-[0.8125rem] wrap-anywhere">
          <strong>{method}</strong> {path}
        </code>
      }
    >
      <div className="grid gap-4">
        <Facts
          facts={[
            ["Who", whoInWords(endpoint)],
            [
              "Errors",
              problemsOf(endpoint)
                .map((code) => `${problems[code].status} ${code}`)
                .join(", "),
            ],
          ]}
        />
        {input && <CodeBlock label={`What is sent to ${path}`}>{shapeOf(input, "input")}</CodeBlock>}
        {answer && <CodeBlock label={`What ${method} ${path} answers`}>{shapeOf(answer, "output")}</CodeBlock>}
        <CodeBlock label={`${summary}, by curl`}>{curl(endpoint, appUrl)}</CodeBlock>
      </div>
    </Card>
  );
}

function whoInWords({ who }: Endpoint): string {
  if (who === "anyone") return "Anyone";
  return isScope(who) ? `Signed in; a personal access token needs ${who}` : "Signed in, by whatever means";
}

type JsonSchema = {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  format?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
};

/** A schema as one would write an example of it. */
function shapeOf(schema: z.ZodType, io: "input" | "output"): string {
  return JSON.stringify(sketch(z.toJSONSchema(schema, { io, unrepresentable: "any" }) as JsonSchema), null, 2);
}

function sketch(schema: JsonSchema): unknown {
  if (schema.properties) {
    const entries = Object.entries(schema.properties).map(([name, property]) => [
      schema.required?.includes(name) ? name : `${name}?`,
      sketch(property),
    ]);
    return Object.fromEntries(entries);
  }
  if (schema.items) return [sketch(schema.items)];
  if (schema.const !== undefined) return schema.const;
  return schema.enum?.join(" | ") ?? schema.format ?? schema.type ?? "string";
}

function curl({ method, path, who, input }: Endpoint, appUrl: string): string {
  const lines = [`curl${method === "GET" ? "" : ` -X ${method}`} ${appUrl}${path}`];
  if (who !== "anyone") lines.push(`-H "Authorization: Bearer $TOKEN"`);
  if (input) lines.push(`-H 'Content-Type: application/json'`, `-d @body.json`);
  return lines.join(" \\\n  ");
}
