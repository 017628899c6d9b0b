import { isIP } from "node:net";
import { parseArgs } from "node:util";
import { z } from "zod";
import { examine } from "./examine";
import { openContext, type Context } from "./context";
import { hideSecrets } from "./hide-secrets";
import { asJson, asText, isHealthy } from "./print";
import { readSource } from "./source";

const usage = `npm run doctor -- [options]

  --json                     for machines: stable ids, levels, sentences, remedies
  --mail=<address>           sends a test mail there
  --dkim-selector=<name>     the DKIM key to look at; Resend's is "resend"
  --return-path=<name>       the subdomain that Resend sends bounces to, where it is not "send"
  --dns=<address>            the name server to ask, such as that of your domain; this machine's where it is left out
  --help

Exit code: 0 without a fault, 1 with one, 2 for an option that is not known.`;

const options = {
  json: { type: "boolean", default: false },
  mail: { type: "string" },
  "dkim-selector": { type: "string" },
  "return-path": { type: "string" },
  dns: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

/** An IP address, with or without a port. */
const isNameServer = (text: string) =>
  isIP(text.replace(/^\[(.*)\](:\d+)?$/, "$1").replace(/^([\d.]+):\d+$/, "$1")) !== 0;

const dnsName = z.string().regex(/^[a-z0-9_]([a-z0-9_.-]*[a-z0-9])?$/i);
const chosenSchema = z.object({
  json: z.boolean(),
  mail: z.email().optional(),
  "dkim-selector": dnsName.optional(),
  "return-path": dnsName.optional(),
  dns: z.string().refine(isNameServer).optional(),
  help: z.boolean(),
});

/** Looks at everything and says what is wrong. Answers the exit code. */
export async function main(root: string, args: readonly string[]): Promise<number> {
  const chosen = readOptions(args);
  if (chosen === null || chosen.help) {
    process.stdout.write(`${usage}\n`);
    return chosen === null ? 2 : 0;
  }
  const read = readSource(root);
  const context = openContext({
    root,
    ...read,
    dkimSelector: chosen["dkim-selector"] ?? null,
    returnPath: chosen["return-path"] ?? "send",
    mailTo: chosen.mail ?? null,
    dnsServers: chosen.dns === undefined ? null : [chosen.dns],
  });
  const findings = await examine(context);
  context.database?.close();
  const title = titleOf(context);
  const colour = process.stdout.isTTY && !process.env["NO_COLOR"];
  const report = chosen.json ? asJson({ title, findings }) : asText({ title, findings, colour });
  await written(`${hideSecrets(report, context.source)}\n`);
  return isHealthy(findings) ? 0 : 1;
}

function readOptions(args: readonly string[]): z.output<typeof chosenSchema> | null {
  try {
    return chosenSchema.parse(parseArgs({ args: [...args], options }).values);
  } catch {
    return null;
  }
}

function titleOf({ mode, source }: Context): string {
  if (mode === "local") return "Latchkey in local mode, as npm start runs it: nothing of production is set here";
  return `Latchkey in production, for ${source["NEXTAUTH_URL"] || "an address that is not set"}`;
}

/** A pipe takes a long text in parts, and the process is to end after the last. */
function written(text: string): Promise<void> {
  return new Promise((resolve) => process.stdout.write(text, () => resolve()));
}
