import { readFile } from "node:fs/promises";
import path from "node:path";
import { nodeVersionFault } from "../../start/node-version.mjs";
import type { Context } from "../context";
import { fault, orGood, warning, type Finding } from "../finding";

/**
 * The first patched version of each line, the oldest line first. A line that is not named counts with the one below it, and what is
 * older than all with the first.
 */
const floors: Readonly<Record<string, { patched: readonly string[]; why: string }>> = {
  next: {
    patched: ["16.3.3"],
    why: "code run through the image service (GHSA-2xp9-vwfh-vxw4) and requests forged by the server",
  },
  "next-auth": { patched: ["4.24.15"], why: "addresses that look alike, and mails sent to a second address" },
  "@auth/prisma-adapter": { patched: ["2.11.3"], why: "the fixes of the adapter's own core" },
  react: {
    patched: ["19.0.4", "19.1.5", "19.2.4"],
    why: "code run by a request (CVE-2025-55182), and servers brought to a halt",
  },
  "react-dom": { patched: ["19.0.4", "19.1.5", "19.2.4"], why: "the same as react" },
};

/** When fixes end, by Node's release schedule. Odd lines end half a year after they began. */
const nodeEnds: Readonly<Record<number, string>> = {
  20: "2026-04-30",
  21: "2024-06-01",
  22: "2027-04-30",
  23: "2025-06-01",
  24: "2028-04-30",
  25: "2026-06-01",
};

export async function checkVersions({ root, nodeVersion, now }: Context): Promise<Finding[]> {
  const names = Object.keys(floors);
  const installed = await Promise.all(names.map((name) => installedVersion(root, name)));
  const found = names.flatMap((name, index) => judgePackage(name, installed[index] ?? null));
  const versions = names.slice(0, 2).map((name, index) => `${name} ${installed[index] ?? ""}`);
  return orGood(
    [...found, ...judgeNode(nodeVersion, now())],
    "versions",
    `Node ${nodeVersion}, ${versions.join(", ")}`,
  );
}

async function installedVersion(root: string, name: string): Promise<string | null> {
  try {
    const text = await readFile(path.join(root, "node_modules", name, "package.json"), "utf8");
    const { version } = JSON.parse(text) as { version?: unknown };
    return typeof version === "string" ? version : null;
  } catch {
    return null;
  }
}

function judgePackage(name: string, version: string | null): Finding[] {
  const { patched, why } = floors[name] ?? { patched: [], why: "" };
  const id = `versions.${name}` as const;
  if (version === null) return [fault({ id, sentence: `${name} is not installed`, remedy: "npm ci --include=dev" })];
  const floor = patched.findLast((line) => compare(lineOf(line), lineOf(version)) <= 0) ?? patched[0] ?? "0.0.0";
  if (compare(version, floor) >= 0) return [];
  const sentence = `${name} ${version} is below ${floor}, which mends ${why}`;
  return [fault({ id, sentence, remedy: `npm install --save-exact ${name}@${patched.at(-1) ?? floor} or newer` })];
}

function judgeNode(version: string, now: number): Finding[] {
  const tooOld = nodeVersionFault(version);
  if (tooOld !== null) return [fault({ id: "versions.node", sentence: `Node ${version} is too old`, remedy: tooOld })];
  const end = nodeEnds[Number(version.split(".")[0])];
  if (end === undefined || now < Date.parse(end)) return [];
  const sentence = `Node ${version} gets no security fixes since ${end}`;
  return [warning({ id: "versions.node-ended", sentence, remedy: "Install Node 24." })];
}

const lineOf = (version: string) => version.split(".").slice(0, 2).join(".");

/** Below 0 where the first is older. What follows a dash is left out. */
function compare(one: string, other: string): number {
  const [a, b] = [one, other].map((version) => (version.split("-")[0] ?? "").split(".").map(Number));
  for (let at = 0; at < 3; at += 1) {
    const difference = (a?.[at] ?? 0) - (b?.[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
