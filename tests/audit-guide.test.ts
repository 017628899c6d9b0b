import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "..");
const guide = path.join(root, "docs/guide/audit.md");

async function runDocs(...options: string[]): Promise<void> {
  await promisify(execFile)(process.execPath, [path.join(root, "scripts/docs.mjs"), ...options]);
}

it("the guide to the audit log has the table of events as it is in the catalogue, and the command mends one that says otherwise", async () => {
  await runDocs("--check", guide);
  const text = await readFile(guide, "utf8");
  const folder = await mkdtemp(path.join(tmpdir(), "latchkey-docs-"));
  const copy = path.join(folder, "audit.md");
  await writeFile(copy, text.replace("| `session.opened`", "| `session.other`"));
  await expect(runDocs("--check", copy)).rejects.toThrow("out of date");
  await runDocs(copy);
  expect(await readFile(copy, "utf8")).toBe(text);
  await rm(folder, { recursive: true });
});
