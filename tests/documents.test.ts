import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { beforeCaptcha, limits, mailCeilings } from "@/features/rate-limit/policy";
import { envShape } from "@/platform/env";

const root = path.resolve(import.meta.dirname, "..");
const documents = [
  ...readdirSync(root).filter((name) => name.endsWith(".md")),
  ...readdirSync(path.join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => path.join("docs", name)),
];

/** Variables that are not the app's, by the file that reads them; Next's own by its package. */
const readElsewhere: Readonly<Record<string, string>> = {
  NO_COLOR: "scripts/doctor/command.ts",
  CHROMIUM_PATH: "scripts/lib/find-chromium.mjs",
  REDIS_SERVER_PATH: "scripts/lib/find-redis-server.mjs",
  NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: "node_modules/next/dist/server/app-render/encryption-utils-server.js",
  PRISMA_ENGINE: "prisma.config.ts",
  REUSE_BUILDS: "tests/support/app-build.ts",
  SCREENSHOT_DIR: "tests/support/browser.ts",
  TEST_DATABASE_URL: "scripts/lib/test-postgres.mjs",
};

function read(name: string): string {
  return readFileSync(path.join(root, name), "utf8");
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? "");
}

/** The anchor that a reader of Markdown makes of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, "")
    .replaceAll(" ", "-");
}

it("finds the documents", () => {
  expect(documents).toEqual(
    expect.arrayContaining(["README.md", "ARCHITECTURE.md", "SECURITY.md", "docs/glossary.md", "docs/threat-model.md"]),
  );
});

it.each(documents)("%s links to nothing that is not there", (name) => {
  const targets = matches(read(name), /\]\(([^)]+)\)/g).filter((target) => !/^[a-z]+:/.test(target));
  const broken = targets.filter((target) => {
    const [file = "", anchor] = target.split("#");
    const place = path.resolve(root, path.dirname(name), file);
    if (!existsSync(place)) return true;
    return (
      anchor !== undefined &&
      !matches(readFileSync(place, "utf8"), /^#+ (.*)$/gm)
        .map(anchorOf)
        .includes(anchor)
    );
  });
  expect(broken).toEqual([]);
});

it.each(documents)("%s names no file and no folder that is not there", (name) => {
  const places = matches(read(name), /`((?:src|tests|scripts|prisma|docs|bench)(?:\/[\w()[\].-]+)*)`/g);
  expect(places.filter((place) => !existsSync(path.join(root, place)))).toEqual([]);
});

it.each(documents)("%s names no command that is not there", (name) => {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  const commands = matches(read(name), /npm run ([\w:]+)/g);
  expect(commands.filter((command) => !Object.hasOwn(scripts, command))).toEqual([]);
});

it.each(documents)("%s names no variable that nothing reads", (name) => {
  const named = matches(read(name), /`([A-Z]+(?:_[A-Z]+)+)(?:=[^`]*)?`/g);
  const unread = named.filter((variable) => {
    const reader = readElsewhere[variable];
    return reader === undefined ? !Object.hasOwn(envShape, variable) : !read(reader).includes(variable);
  });
  expect(unread).toEqual([]);
});

it.each(documents)("%s quotes at the end of a table's row no test that is not there", (name) => {
  const text = read(name);
  const files = matches(text, /`((?:src|tests)\/[\w/.-]+\.test\.ts)`/g).map(read);
  const titles = matches(text, /\| "([^"|]+)" +\|$/gm);
  expect(titles.filter((title) => !files.some((file) => file.includes(`"${title}"`)))).toEqual([]);
});

it("names in README.md every command that package.json has", () => {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  const readme = read("README.md");
  const unnamed = Object.keys(scripts).filter((name) => !new RegExp(`npm (run )?${name}\\b`).test(readme));
  expect(unnamed).toEqual([]);
});

it("lists in the guide every limit by its name, and each once", () => {
  const names = matches(read("docs/guide/limits.md"), /\| `([\w-]+)` +\|$/gm);
  const wanted = [...Object.values(limits), ...Object.values(beforeCaptcha), ...Object.values(mailCeilings)].map(
    ({ name }) => name,
  );
  expect(names.sort()).toEqual(wanted.sort());
});
