import { readFileSync } from "node:fs";
import path from "node:path";
import { buildDir, type Variant } from "./app-build";
import { presentHeaders, type Answer } from "./exchange";
import type { Visitor } from "./form-client";
import { multipart, type Part } from "./multipart";

export type ServerAction = {
  id: string;
  /** The exported function's name. */
  name: string;
  /** A page that has it, as a path. */
  page: string;
};

type Manifest = { node: Record<string, { workers: Record<string, unknown>; exportedName: string }> };

/** Every server action that the build answers to. */
export function readActions(variant: Variant = "production"): ServerAction[] {
  const file = path.join(buildDir(variant), ".next/server/server-reference-manifest.json");
  const { node } = JSON.parse(readFileSync(file, "utf8")) as Manifest;
  return Object.entries(node).map(([id, { workers, exportedName }]) => ({
    id,
    name: exportedName,
    page: pagePath(Object.keys(workers)),
  }));
}

export function findAction(name: string, variant: Variant = "production"): ServerAction {
  const action = readActions(variant).find((candidate) => candidate.name === name);
  if (!action) throw new Error(`The build has no server action ${name}.`);
  return action;
}

/** "app/(public)/signin/page" is served at "/signin". A page that everybody may open is preferred. */
function pagePath(workers: string[]): string {
  const open = workers.find((worker) => worker.startsWith("app/(public)/")) ?? workers[0] ?? "";
  return open.replace(/^app|\/page$/g, "").replace(/\/\([^)]*\)/g, "") || "/";
}

/** The body of a call: a list as React writes it into text, or the parts of a form. */
export type ActionBody = string | Part[];

/** Calls an action as React's client does, with arguments of the caller's making. */
export async function callAction(
  visitor: Visitor,
  action: ServerAction,
  body: ActionBody,
  headers: Record<string, string | undefined> = {},
): Promise<Answer> {
  const encoded = typeof body === "string" ? { body, contentType: "text/plain;charset=UTF-8" } : multipart(body);
  const sent: Record<string, string | undefined> = {
    "next-action": action.id,
    accept: "text/x-component",
    origin: visitor.app.origin,
    "sec-fetch-site": "same-origin",
    "content-type": encoded.contentType,
    ...headers,
  };
  return await visitor.send({ method: "POST", path: action.page, headers: presentHeaders(sent), body: encoded.body });
}

/** The arguments that a form sends where scripts are on: an empty state and these fields. */
export function formArguments(fields: [string, string | Buffer][]): Part[] {
  return [...fields.map(([name, value]): Part => [`_1_${name}`, value]), ["0", '[{},"$K1"]']];
}

/** The arguments of an action that takes the form alone. */
export function soleFormArgument(fields: [string, string][]): Part[] {
  return [...fields.map(([name, value]): Part => [`_1_${name}`, value]), ["0", '["$K1"]']];
}

/** Where an action's answer sends the browser: React's client is told in a header of its own. */
export function redirectOf(answer: Answer): string | undefined {
  const told = answer.headers["x-action-redirect"];
  return answer.headers.location ?? (typeof told === "string" ? told.split(";")[0] : undefined);
}
