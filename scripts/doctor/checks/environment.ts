import { stat } from "node:fs/promises";
import path from "node:path";
import { EnvError, parseEnv } from "@/platform/env";
import type { Context } from "../context";
import { fault, orGood, warning, type Finding } from "../finding";

const secretNames = ["JWT_SECRET", "NEXTAUTH_SECRET"];

const isOfSecrets = (sentence: string) => secretNames.some((name) => sentence.startsWith(name));

export function checkSecrets({ source, mode }: Context): Finding[] {
  const found = faultsOf(source)
    .filter(isOfSecrets)
    .map((sentence) =>
      fault({
        id: `secrets.${variableOf(sentence)}`,
        sentence,
        remedy: "Set two different ones, each the output of `openssl rand -base64 32`.",
      }),
    );
  const where = mode === "local" ? "made by npm start and kept in the data folder" : "two, different, long enough";
  return orGood(found, "secrets", where);
}

export function checkSettings({ source, envFiles }: Context): Finding[] {
  const found = faultsOf(source)
    .filter((sentence) => !isOfSecrets(sentence))
    .map((sentence) =>
      fault({ id: `settings.${variableOf(sentence)}`, sentence, remedy: "See .env.example for what it must be." }),
    );
  const files = envFiles.map((file) => path.basename(file)).join(", ") || "no .env file";
  return orGood(found, "settings", `complete and without contradiction (${files}, and the process's environment)`);
}

/** What the server would say at boot: one sentence each, which names the variable first and never its value. */
function faultsOf(source: Context["source"]): readonly string[] {
  try {
    parseEnv(source);
    return [];
  } catch (error) {
    if (error instanceof EnvError) return error.faults;
    throw error;
  }
}

function variableOf(sentence: string): string {
  return /[A-Z][A-Z0-9_]+/.exec(sentence)?.[0] ?? "unknown";
}

export function checkNodeEnv({ source, mode }: Context): Finding[] {
  const value = source["NODE_ENV"];
  if (mode === "local" || value === undefined || value === "" || value === "production")
    return orGood([], "node-env", value ? `is ${value}` : "not set, so Next's server takes production");
  const sentence =
    "NODE_ENV is not production: the server would run its development mode, slow and talkative about errors";
  return [fault({ id: "node-env.development", sentence, remedy: "Leave NODE_ENV out, or set it to production." })];
}

type Guarded = { file: string; what: string; allowed: number };

/** Modes mean nothing on Windows. */
export async function checkFiles({ root, source, mode, envFiles }: Context): Promise<Finding[]> {
  const dataDir = path.resolve(root, source["LATCHKEY_DATA_DIR"] || ".data");
  const local: Guarded[] = [
    { file: dataDir, what: "the data folder", allowed: 0o700 },
    { file: path.join(dataDir, "secrets.json"), what: "secrets.json", allowed: 0o600 },
  ];
  const guarded = [
    ...envFiles.map((file): Guarded => ({ file, what: path.basename(file), allowed: 0o600 })),
    ...(mode === "local" ? local : []),
  ];
  const looked = await Promise.all(guarded.map(judgeMode));
  const present = guarded.filter((_, index) => looked[index] !== null).map(({ what }) => what);
  const sentence = present.length === 0 ? "none yet" : `${present.join(", ")}: closed to other users`;
  return orGood(
    looked.flatMap((found) => found ?? []),
    "files",
    sentence,
  );
}

/** Null where the file is not there. */
async function judgeMode({ file, what, allowed }: Guarded): Promise<Finding[] | null> {
  const facts = await stat(file).catch(() => null);
  if (facts === null) return null;
  if (process.platform === "win32" || (facts.mode & 0o077) === 0) return [];
  const mode = (facts.mode & 0o777).toString(8);
  const remedy = `chmod ${allowed.toString(8)} ${path.relative(process.cwd(), file) || "."}`;
  const sentence = `${what} is open to other users of this machine (mode ${mode})`;
  return [warning({ id: `files.${path.basename(file)}`, sentence, remedy })];
}
