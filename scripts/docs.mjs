#!/usr/bin/env node
/* Writes the tables of access, of audit events, of limits and of the doctor's checks into docs/guide: `npm run docs`. With --check it writes nothing and fails where a file is out of date; a path names a copy of one of them. */
import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { format, resolveConfig } from "prettier";
import ts from "typescript";

const root = new URL("..", import.meta.url).pathname;

/** By the guide's name: what its table is called in the marks, and how it is made. */
const tables = {
  "access.md": { of: "access", make: async () => accessTable(await read("src/auth/access-table.ts")) },
  "audit.md": { of: "events", make: async () => eventsTable(await read("src/features/audit-log/catalogue.ts")) },
  "doctor.md": { of: "checks", make: async () => checksTable(await read("scripts/doctor/catalogue.ts")) },
  "limits.md": { of: "limits", make: limitsTables },
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
const units = { 0.25: "in a quarter of a second", 60: "a minute", 3600: "an hour", 86400: "a day" };

/** A module of a table, which needs no build: it imports other such modules, and packages. */
async function read(name) {
  return await import(await moduleUrl(`${root}${name}`));
}

async function moduleUrl(file) {
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  let { outputText } = ts.transpileModule(await readFile(file, "utf8"), { compilerOptions });
  for (const [written, from] of outputText.matchAll(/(?<=from )"(@\/[^"]+|\.[^"]+)"/g)) {
    const imported = from.startsWith("@/") ? `${root}src/${from.slice(2)}.ts` : `${path.resolve(file, "..", from)}.ts`;
    outputText = outputText.replace(written, `"${await moduleUrl(imported)}"`);
  }
  // A module without a place of its own finds no package by name.
  outputText = outputText.replace(/(?<=from )"([a-z][^":]*)"/g, (_, name) => `"${import.meta.resolve(name)}"`);
  return `data:text/javascript;base64,${Buffer.from(outputText).toString("base64")}`;
}

function eventsTable({ auditCatalogue }) {
  const rows = Object.entries(auditCatalogue).map(([name, { group, says, reasons = [], details }]) => {
    const told = Object.keys(details?.shape ?? {});
    return `| ${group} | \`${name}\` | ${says} | ${codes(reasons)} | ${codes(told)} |`;
  });
  const head = ["| Group | Event | Says | Refused for | Details |", "| --- | --- | --- | --- | --- |"];
  return [...head, ...rows, ""].join("\n");
}

function codes(names) {
  return names.map((name) => `\`${name}\``).join(", ");
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

/** What the caps in the policies of features count; one without a line here is refused. */
const caps = {
  guessLimit: { what: "guess the password", by: "account" },
  passMailCap: { what: "be mailed a way past the captcha", by: "mailbox" },
  verificationMailCap: { what: "be mailed a verification link", by: "mailbox" },
  resetMailCap: { what: "be mailed a reset link", by: "mailbox" },
  alreadyRegisteredMailCap: { what: "be told that the account is there", by: "mailbox" },
};

async function limitsTables() {
  const policies = await readPolicies();
  const own = policies.find(({ name }) => name === "src/features/rate-limit/policy.ts").exported;
  return [limitsTable(own), capsTable(policies), alarmsTable(own)].join("\n");
}

async function readPolicies() {
  const features = (await readdir(`${root}src/features`)).sort();
  const files = features
    .map((feature) => `src/features/${feature}/policy.ts`)
    .filter((name) => existsSync(root + name));
  return await Promise.all(files.map(async (name) => ({ name, exported: await read(name) })));
}

function often({ max, windowSeconds }) {
  return `${number.format(max)} ${units[windowSeconds] ?? `in ${windowSeconds / 60} minutes`}`;
}

function limitsTable({ limits, beforeCaptcha, mailCeilings, unknownClients, dangers }) {
  const unnamed = {
    what: "each of these by the minute, without an address",
    name: "…-unknown",
    danger: "work",
    ...unknownClients,
  };
  const all = [
    ...Object.values(limits),
    ...Object.values(beforeCaptcha),
    { ...unnamed, by: "all such clients" },
    ...Object.values(mailCeilings),
  ];
  const rows = all.map(
    (limit) =>
      `| ${limit.what} | ${limit.by ?? "client"} | ${often(limit)} | ${dangers[limit.danger]} | \`${limit.name}\` |`,
  );
  const head = ["| What | Counted by | At most | Without it | Name |", "| --- | --- | --- | --- | --- |"];
  return [...head, ...rows, ""].join("\n");
}

function capsTable(policies) {
  const found = policies.flatMap(({ name, exported }) =>
    Object.entries(exported)
      .filter(([, cap]) => cap?.max !== undefined && cap.windowMinutes !== undefined)
      .map(([constant, { max, windowMinutes }]) => {
        const { what, by } = caps[constant] ?? fail(`scripts/docs.mjs does not say what ${constant} counts.`);
        return `| ${what} | ${by} | ${often({ max, windowSeconds: windowMinutes * 60 })} | \`${name}\` |`;
      }),
  );
  return ["| What | Counted by | At most | From |", "| --- | --- | --- | --- |", ...found, ""].join("\n");
}

function alarmsTable({ alarms }) {
  const rows = Object.entries(alarms).map(
    ([name, { what, atLeast, windowSeconds }]) =>
      `| \`alarm.${name}\` | ${number.format(atLeast)} ${what} in ${windowSeconds / 60} minutes |`,
  );
  return ["| Alarm | When, over the whole site |", "| --- | --- |", ...rows, ""].join("\n");
}

function fail(sentence) {
  throw new Error(sentence);
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
