import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import type { AccessTable } from "@/auth/access-table";

/** What a build and its sources say about what it answers to. Paths of sources begin below `src`. */
export type BuildFacts = {
  /** Next's entries and the paths they are served at: "/(account)/dashboard/page" → "/dashboard". */
  routes: Readonly<Record<string, string>>;
  /** The paths that the Pages Router serves. */
  pagesRouter: readonly string[];
  /** The exported name of each server action in the build. */
  actions: readonly string[];
  sources: Readonly<Record<string, string>>;
};

type Names = Readonly<Record<keyof AccessTable, readonly string[]>>;

/** What is in the build, and what is in the sources alone, as that of a developer's machine is. */
export type Surface = { built: Names; sourceOnly: Names };

const kinds = ["pages", "handlers", "actions"] as const satisfies (keyof AccessTable)[];
const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
/** Entries that Next makes, and that show nothing but an error. */
const nextsOwn = ["/_not-found/page", "/_global-error/page", "/404", "/500", "/_app", "/_document", "/_error"];

export function readBuild(dir: string): BuildFacts {
  const read = (file: string): unknown => JSON.parse(readFileSync(path.join(dir, ".next", file), "utf8"));
  const references = read("server/server-reference-manifest.json") as Record<
    "node" | "edge",
    Record<string, { exportedName: string }>
  >;
  return {
    routes: read("app-path-routes-manifest.json") as Record<string, string>,
    pagesRouter: Object.keys(read("server/pages-manifest.json") as Record<string, string>),
    actions: [references.node, references.edge].flatMap((ids) => Object.values(ids).map((id) => id.exportedName)),
    sources: readSources(path.join(dir, "src")),
  };
}

function readSources(dir: string): Record<string, string> {
  if (!existsSync(dir)) throw new Error(`There are no sources in ${dir}.`);
  const files = readdirSync(dir, { recursive: true, encoding: "utf8" }).filter((file) => /\.(tsx?|svg)$/.test(file));
  return Object.fromEntries(files.map((file) => [file, readFileSync(path.join(dir, file), "utf8")]));
}

export function surfaceOf(build: BuildFacts): Surface {
  const entries = Object.entries(build.routes).filter(([entry]) => !nextsOwn.includes(entry));
  const built = {
    pages: [
      ...entries.filter(([entry]) => entry.endsWith("/page")).map(([, served]) => served),
      ...build.pagesRouter.filter((served) => !nextsOwn.includes(served)),
    ],
    handlers: entries
      .filter(([entry]) => !entry.endsWith("/page"))
      .flatMap(([entry, served]) => methodsOf(build, entry).map((method) => `${method} ${served}`)),
    actions: build.actions,
  };
  const inSources = { ...localRoutes(build), actions: sourceActions(build) };
  const unbuilt = (kind: keyof Names) => inSources[kind].filter((name) => !built[kind].includes(name));
  return {
    built,
    sourceOnly: { pages: unbuilt("pages"), handlers: unbuilt("handlers"), actions: unbuilt("actions") },
  };
}

/** Everything in which a table and a build do not agree, a sentence each. */
export function faultsOf(table: AccessTable, { built, sourceOnly }: Surface): string[] {
  return kinds.flatMap((kind) => {
    const lines: Readonly<Record<string, string>> = table[kind];
    const there = [...built[kind], ...sourceOnly[kind]];
    return [
      ...there.filter((name) => !Object.hasOwn(lines, name)).map((name) => `${kind}: ${name} has no line`),
      ...Object.keys(lines)
        .filter((name) => !there.includes(name))
        .map((name) => `${kind}: ${name} has a line and is not there`),
      ...built[kind]
        .filter((name) => lines[name] === "local")
        .map((name) => `${kind}: ${name} is local and in the build`),
      ...sourceOnly[kind]
        .filter((name) => Object.hasOwn(lines, name) && lines[name] !== "local")
        .map((name) => `${kind}: ${name} is in no build`),
      ...there.filter((name, at) => there.indexOf(name) !== at).map((name) => `${kind}: ${name} is there twice`),
    ];
  });
}

function methodsOf({ sources }: BuildFacts, entry: string): string[] {
  const source = sources[`app${entry}.ts`] ?? sources[`app${entry}.tsx`];
  if (source !== undefined) return exportedNames(parse(source)).filter((name) => [...methods, "*"].includes(name));
  if (sources[`app${entry.replace(/\/route$/, "")}`] !== undefined) return ["GET"];
  return ["whatever"];
}

/** The pages and handlers that only a build for local mode has, by the ending of their files. */
function localRoutes({ sources }: BuildFacts): { pages: string[]; handlers: string[] } {
  const pages: string[] = [];
  const handlers: string[] = [];
  for (const [file, text] of Object.entries(sources)) {
    const [, folder = "", kind] = /^app(.*)\/(page|route)\.local\.tsx?$/.exec(file) ?? [];
    const served = folder.replace(/\/\([^)]*\)/g, "") || "/";
    if (kind === "page") pages.push(served);
    if (kind === "route") {
      const found = exportedNames(parse(text)).filter((name) => methods.includes(name));
      handlers.push(...found.map((method) => `${method} ${served}`));
    }
  }
  return { pages, handlers };
}

function sourceActions({ sources }: BuildFacts): string[] {
  return Object.entries(sources)
    .filter(([file, text]) => /\.tsx?$/.test(file) && text.includes("use server"))
    .flatMap(([file, text]) => {
      const parsed = parse(text);
      if (isServerDirective(parsed.statements[0])) return exportedNames(parsed);
      return hasInlineAction(parsed) ? [`a function inside ${file}`] : [];
    });
}

function parse(text: string): ts.SourceFile {
  return ts.createSourceFile("source.tsx", text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
}

function isServerDirective(statement: ts.Statement | undefined): boolean {
  return (
    statement !== undefined &&
    ts.isExpressionStatement(statement) &&
    ts.isStringLiteral(statement.expression) &&
    statement.expression.text === "use server"
  );
}

function hasInlineAction(node: ts.Node): boolean {
  if (ts.isBlock(node) && isServerDirective(node.statements[0])) return true;
  return ts.forEachChild(node, (child) => hasInlineAction(child) || undefined) ?? false;
}

/** The names of the values that a module exports; "*" where it hands on another's. */
function exportedNames(file: ts.SourceFile): string[] {
  return file.statements.flatMap((statement) => {
    if (ts.isExportDeclaration(statement)) return handedOn(statement);
    if (ts.isExportAssignment(statement)) return ["default"];
    const exported = ts.canHaveModifiers(statement)
      ? (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
      : false;
    if (!exported) return [];
    if (ts.isFunctionDeclaration(statement)) return [statement.name?.text ?? "default"];
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.map(({ name }) => name.getText());
    return [];
  });
}

function handedOn(statement: ts.ExportDeclaration): string[] {
  if (statement.isTypeOnly) return [];
  if (!statement.exportClause || !ts.isNamedExports(statement.exportClause)) return ["*"];
  return statement.exportClause.elements.filter(({ isTypeOnly }) => !isTypeOnly).map(({ name }) => name.text);
}
