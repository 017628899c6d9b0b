#!/usr/bin/env node
/* Writes the table of access into docs/guide/access.md: `npm run docs`. With --check it writes nothing and fails where the file is out of date; a path names another file. */
import { readFile, writeFile } from "node:fs/promises";
import { format, resolveConfig } from "prettier";
import ts from "typescript";

const root = new URL("..", import.meta.url).pathname;
const [begin, end] = ["<!-- table of access: begin -->", "<!-- table of access: end -->"];

const people = {
  public: "everybody",
  "signed-in": "who is signed in",
  recent: "who is signed in and has proven it within ten minutes",
  MODERATOR: "moderators and administrators",
  ADMIN: "administrators",
  local: "local mode alone",
};

/** The table's module stands alone, so that it can be read without a build. */
async function readTable() {
  const source = await readFile(`${root}src/auth/access-table.ts`, "utf8");
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(source, { compilerOptions });
  const module = await import(`data:text/javascript;base64,${Buffer.from(outputText).toString("base64")}`);
  return module.accessTable;
}

function render({ pages, handlers, actions }) {
  return [section("Page", pages), section("Handler", handlers), section("Action", actions)].join("\n");
}

function section(kind, lines) {
  const rows = Object.entries(lines).map(([name, access]) => `| \`${name}\` | ${whoOf(access)} |`);
  return [`| ${kind} | Who |`, "| --- | --- |", ...rows, ""].join("\n");
}

function whoOf(access) {
  return people[access] ?? `who is signed in, and tokens with the scope \`${access.replace(/^scope:/, "")}\``;
}

function withTable(text, table) {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`The marks ${begin} and ${end} are not there.`);
  return `${text.slice(0, from)}${begin}\n\n${table}\n${text.slice(to)}`;
}

const options = process.argv.slice(2);
const file = options.find((option) => !option.startsWith("--")) ?? `${root}docs/guide/access.md`;
const written = await readFile(file, "utf8");
const config = await resolveConfig(`${root}docs/guide/access.md`);
const wanted = await format(withTable(written, render(await readTable())), { ...config, parser: "markdown" });
if (wanted !== written) {
  if (options.includes("--check")) {
    console.error(`${file} is out of date: npm run docs`);
    process.exitCode = 1;
  } else await writeFile(file, wanted);
}
