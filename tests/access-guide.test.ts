import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "..");
const guide = path.join(root, "docs/guide/access.md");
const script = path.join(root, "scripts/docs.mjs");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "latchkey-docs-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function runDocs(...options: string[]): Promise<void> {
  await promisify(execFile)(process.execPath, [script, ...options]);
}

it("the guide to access has the table as it is in the code", async () => {
  await runDocs("--check");
});

it("a guide whose table says otherwise is found, and mended by the command", async () => {
  const text = await readFile(guide, "utf8");
  const copy = path.join(folder, "access.md");
  await writeFile(copy, text.replace(/^(\| `\/admin` +\| )administrators/m, "$1everybody"));
  await expect(runDocs("--check", copy)).rejects.toThrow("out of date");
  await runDocs(copy);
  expect(await readFile(copy, "utf8")).toBe(text);
});

it("what the guide quotes is code of this repository", async () => {
  const text = await readFile(guide, "utf8");
  const quotes = [...text.matchAll(/```tsx?\n([\s\S]*?)```/g)].map(([, quote = ""]) => quote);
  const sources = await Promise.all(quotedFiles.map((file) => readFile(path.join(root, file), "utf8")));
  const lines = new Set(sources.flatMap((source) => source.split("\n").map((line) => line.trim())));
  expect(quotes.length).toBeGreaterThan(3);
  const foreign = quotes.flatMap((quote) => quote.split("\n")).filter((line) => !lines.has(line.trim()));
  expect(foreign).toEqual([]);
});

const quotedFiles = [
  "src/app/(account)/admin/users/page.tsx",
  "src/features/admin-users/list-users.ts",
  "src/features/linked-accounts/web/actions.ts",
  "src/features/sessions/web/actions.ts",
  "src/app/api/v1/me/route.ts",
];
