import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { envShape } from "@/platform/env";

const root = path.resolve(import.meta.dirname, "..");
const documents = [
  ...readdirSync(root).filter((name) => name.endsWith(".md")),
  ...readdirSync(path.join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => path.join("docs", name)),
];

function read(name: string): string {
  return readFileSync(path.join(root, name), "utf8");
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? "");
}

it("finds the documents", () => {
  expect(documents).toEqual(
    expect.arrayContaining(["README.md", "ARCHITECTURE.md", "SECURITY.md", "docs/glossary.md"]),
  );
});

it.each(documents)("%s links to nothing that is not there", (name) => {
  const targets = matches(read(name), /\]\(([^)#]+)[^)]*\)/g).filter((target) => !/^[a-z]+:/.test(target));
  expect(targets.filter((target) => !existsSync(path.resolve(root, path.dirname(name), target)))).toEqual([]);
});

it.each(documents)("%s names no file that is not there", (name) => {
  const files = matches(read(name), /`((?:src|tests|scripts|prisma|docs|bench)\/[\w()[\]./-]+\.\w+)`/g);
  expect(files.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
});

it.each(documents)("%s names no command that is not there", (name) => {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  const commands = matches(read(name), /npm run ([\w:]+)/g);
  expect(commands.filter((command) => !Object.hasOwn(scripts, command))).toEqual([]);
});

it("names in the README no variable that the app does not read", () => {
  const ofNext = ["NEXT_SERVER_ACTIONS_ENCRYPTION_KEY"];
  const named = matches(read("README.md"), /`([A-Z]+(?:_[A-Z]+)+)`/g).filter((name) => !ofNext.includes(name));
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((name) => !Object.hasOwn(envShape, name))).toEqual([]);
});
