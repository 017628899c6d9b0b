import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { limits, mailCeilings } from "@/features/rate-limit/policy";

const root = path.resolve(import.meta.dirname, "..");
const guide = path.join(root, "docs/guide/limits.md");

async function runDocs(...options: string[]): Promise<void> {
  await promisify(execFile)(process.execPath, [path.join(root, "scripts/docs.mjs"), ...options]);
}

it("the guide to limits has the table as it is in the code, and the command mends one that says otherwise", async () => {
  await runDocs("--check", guide);
  const text = await readFile(guide, "utf8");
  const folder = await mkdtemp(path.join(tmpdir(), "latchkey-docs-"));
  const copy = path.join(folder, "limits.md");
  await writeFile(copy, text.replace("| 5 a minute ", "| 6 a minute "));
  await expect(runDocs("--check", copy)).rejects.toThrow("out of date");
  await runDocs(copy);
  expect(await readFile(copy, "utf8")).toBe(text);
  await rm(folder, { recursive: true });
});

it("gives every limit a name of its own", () => {
  const names = Object.values({ ...limits, ...mailCeilings }).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
