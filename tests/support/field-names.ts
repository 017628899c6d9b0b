import { readFileSync } from "node:fs";
import path from "node:path";
import { endpoints } from "@/features/api/endpoints";
import { filesUnder } from "../../scripts/lib/source-tree.mjs";
import { projectRoot } from "./app-build";

/** Each field that a form of ours names or a schema of ours reads, and those of the API. */
export async function everyFieldName(): Promise<string[]> {
  const files = await filesUnder(path.join(projectRoot, "src"));
  const screens = files.filter((file) => file.endsWith(".tsx") && !/\.(test|local)\.tsx$/.test(file));
  const onScreens = screens.flatMap((file) => [...readFileSync(file, "utf8").matchAll(/\bname="([\w:-]+)"/g)]);
  const schemas = files.filter((file) => /src\/features\/[\w-]+\/schema\.ts$/.test(file));
  const read = await Promise.all(schemas.map(readByTheSchemasOf));
  const inTheApi = Object.values(endpoints).flatMap(({ input }) => (input ? Object.keys(input.shape) : []));
  return [...new Set([...onScreens.map(([, name = ""]) => name), ...read.flat(), ...inTheApi, "token"])];
}

async function readByTheSchemasOf(file: string): Promise<string[]> {
  const exported = (await import(/* @vite-ignore */ file)) as Record<string, unknown>;
  return Object.values(exported).flatMap((value) => Object.keys(shapeOf(value) ?? {}));
}

/** The fields of an object's schema, also where something is made of it afterwards. */
function shapeOf(value: unknown): object | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if ("shape" in value && typeof value.shape === "object") return value.shape ?? undefined;
  return "in" in value ? shapeOf(value.in) : undefined;
}

/** What the forms of a page ask for, but for what the framework adds. */
export function fieldsShownOn(html: string): string[] {
  const forms = html.match(/<form\b[\s\S]*?<\/form>/g) ?? [];
  const names = forms.flatMap((form) => [
    ...form.matchAll(/<(?:input|select|textarea|button)\b[^>]*?\sname="([^"]+)"/g),
  ]);
  return [...new Set(names.map(([, name = ""]) => name))].filter((name) => !name.startsWith("$ACTION_"));
}
