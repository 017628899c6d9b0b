import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { dangers, limits, type ListedLimit } from "@/features/rate-limit/policy";

const guide = path.resolve(import.meta.dirname, "../docs/guide/limits.md");
const listed: readonly ListedLimit[] = Object.values(limits);
const units: Readonly<Record<number, string>> = { 60: "a minute", 3600: "an hour", 86400: "a day" };

/** Rows as Prettier writes them. */
function table(rows: readonly (readonly string[])[]): string {
  const [head = []] = rows;
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(" | ")} |`;
  const [first, ...others] = rows.map(line);
  return [first, line(widths.map((width) => "-".repeat(width))), ...others].join("\n");
}

function limitRow({ danger, what, name, max, windowSeconds }: ListedLimit): string[] {
  return [what, `${max} ${units[windowSeconds] ?? `in ${windowSeconds} s`}`, dangers[danger], `\`${name}\``];
}

it("makes the guide's table of limits by client from the policy; `npm test -- -u` writes it anew", async () => {
  const made = table([["What", "At most", "Without it", "Name"], ...listed.map(limitRow)]);
  const block = /(?<=<!-- from src\/features\/rate-limit\/policy\.ts -->\n\n)[^]*?(?=\n\n<!-- end -->)/;
  const text = readFileSync(guide, "utf8");
  expect(text).toMatch(block);
  await expect(text.replace(block, () => made)).toMatchFileSnapshot(guide);
});

it("gives every limit a name of its own", () => {
  expect(new Set(listed.map(({ name }) => name)).size).toBe(listed.length);
});
