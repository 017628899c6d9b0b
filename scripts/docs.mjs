#!/usr/bin/env node
/* Writes the tables of access, of limits and of the doctor's checks into docs/guide: `npm run docs`. With --check it writes nothing and fails where a file is out of date; a path names a copy of one of them. */
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { format, resolveConfig } from "prettier";
import ts from "typescript";

const root = new URL("..", import.meta.url).pathname;

/** By the guide's name: what its table is called in the marks, and how it is made. */
const tables = {
  "access.md": { of: "access", make: async () => accessTable(await read("src/auth/access-table.ts")) },
  "doctor.md": { of: "checks", make: async () => checksTable(await read("scripts/doctor/catalogue.ts")) },
  "limits.md": { of: "limits", make: async () => limitsTable(await read("src/features/rate-limit/policy.ts")) },
};

const people = {
  public: "everybody",
  "signed-in": "who is signed in",
  recent: "who is signed in and has proven it within ten minutes",
  MODERATOR: "moderators and administrators",
  ADMIN: "administrators",
  local: "local mode alone",
};

const number = new Intl.NumberFormat("en");
const units = { 60: "a minute", 3600: "an hour", 86400: "a day" };

/** A table's module stands alone, so that it can be read without a build. */
async function read(name) {
  const source = await readFile(`${root}${name}`, "utf8");
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(source, { compilerOptions });
  return await import(`data:text/javascript;base64,${Buffer.from(outputText).toString("base64")}`);
}

function accessTable({ accessTable: { pages, handlers, actions } }) {
  return [section("Page", pages), section("Handler", handlers), section("Action", actions)].join("\n");
}

function section(kind, lines) {
  const rows = Object.entries(lines).map(([name, access]) => `| \`${name}\` | ${whoOf(access)} |`);
  return [`| ${kind} | Who |`, "| --- | --- |", ...rows, ""].join("\n");
}

function whoOf(access) {
  return people[access] ?? `who is signed in, and tokens with the scope \`${access.replace(/^scope:/, "")}\``;
}

function limitsTable({ limits, mailCeilings, unknownClients, alarms, dangers }) {
  const often = ({ max, windowSeconds }) =>
    `${number.format(max)} ${units[windowSeconds] ?? `in ${windowSeconds} seconds`}`;
  const unnamed = { what: "each of these, without an address", name: "…-unknown", danger: "work", ...unknownClients };
  const all = [...Object.values(limits), { ...unnamed, by: "all such clients" }, ...Object.values(mailCeilings)];
  const rows = all.map(
    (limit) =>
      `| ${limit.what} | ${limit.by ?? "client"} | ${often(limit)} | ${dangers[limit.danger]} | \`${limit.name}\` |`,
  );
  const alarmRows = Object.entries(alarms).map(
    ([name, { what, atLeast, windowSeconds }]) =>
      `| \`alarm.${name}\` | ${number.format(atLeast)} ${what} in ${windowSeconds / 60} minutes |`,
  );
  return [
    "| What | Counted by | At most | Without it | Name |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
    "",
    "| Alarm | When, over the whole site |",
    "| --- | --- |",
    ...alarmRows,
    "",
  ].join("\n");
}

function checksTable({ catalogue }) {
  const rows = Object.entries(catalogue).map(
    ([id, { group, looksAt, finds }]) => `| ${group} | ${looksAt} | ${finds} | \`${id}\` |`,
  );
  return ["| Group | Looks at | Finds | Name |", "| --- | --- | --- | --- |", ...rows, ""].join("\n");
}

function withTable(text, { of, table }) {
  const [begin, end] = ["begin", "end"].map((mark) => `<!-- table of ${of}: ${mark} -->`);
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`The marks ${begin} and ${end} are not there.`);
  return `${text.slice(0, from)}${begin}\n\n${table}\n${text.slice(to)}`;
}

const options = process.argv.slice(2);
const named = options.filter((option) => !option.startsWith("--"));
const files = named.length > 0 ? named : Object.keys(tables).map((name) => `${root}docs/guide/${name}`);
const config = await resolveConfig(`${root}docs/guide/access.md`);
for (const file of files) {
  const { of, make } = tables[path.basename(file)];
  const written = await readFile(file, "utf8");
  const wanted = await format(withTable(written, { of, table: await make() }), { ...config, parser: "markdown" });
  if (wanted === written) continue;
  if (options.includes("--check")) {
    console.error(`${file} is out of date: npm run docs`);
    process.exitCode = 1;
  } else await writeFile(file, wanted);
}
