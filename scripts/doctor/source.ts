import { randomBytes } from "node:crypto";
import path from "node:path";
import nextEnv from "@next/env";
import { appEnvironment, readSettings } from "../start/settings.mjs";
import type { ContextOptions } from "./context";

type Variables = Readonly<Record<string, string | undefined>>;
type Source = Pick<ContextOptions, "source" | "mode" | "envFiles" | "ownDatabase">;

/** Without any of these nobody has begun to set up production. */
const ofProduction = ["NEXTAUTH_URL", "JWT_SECRET", "NEXTAUTH_SECRET"];

const silent = { info: () => undefined, error: () => undefined };

/**
 * The environment as the server would read it: the process's, then the .env files in Next's order, with Next's expansion of `$NAME`.
 * On a machine where nothing of production is set, it is that of `npm start`.
 */
export function readSource(root: string): Source {
  const given: Variables = { ...process.env };
  const { combinedEnv, loadedEnvFiles } = nextEnv.loadEnvConfig(root, false, silent);
  const envFiles = loadedEnvFiles.map((file) => path.join(root, path.basename(file.path)));
  // Next's loader names a mode of its own; what the process was given counts.
  const source: Variables = { ...combinedEnv, NODE_ENV: given["NODE_ENV"] };
  if (!isLocal(source)) return { source, mode: "production", envFiles };
  return { ...localSource(root, given), mode: "local", envFiles };
}

function isLocal(source: Variables): boolean {
  const mode = source["LATCHKEY_MODE"];
  return mode === "local" || (!mode && ofProduction.every((name) => !source[name]));
}

/** As `npm start` makes it. Its own database runs beside the app alone, at a port that nobody is told. */
function localSource(root: string, environment: Variables): Pick<Source, "source" | "ownDatabase"> {
  const secret = () => randomBytes(32).toString("base64url");
  const settings = readSettings({ root, dev: false, environment });
  const made = { DATABASE_URL: "postgresql://127.0.0.1/latchkey", JWT_SECRET: secret(), NEXTAUTH_SECRET: secret() };
  return { source: appEnvironment(settings, made), ownDatabase: settings.chosen["DATABASE_URL"] === undefined };
}
