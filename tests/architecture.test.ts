import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { ESLint } from "eslint";
import tseslint from "typescript-eslint";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "..");
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "latchkey-architecture-"));
  await cp(path.join(root, ".dependency-cruiser.cjs"), path.join(folder, ".dependency-cruiser.cjs"));
  await cp(path.join(root, "tsconfig.json"), path.join(folder, "tsconfig.json"));
  await symlink(path.join(root, "node_modules"), path.join(folder, "node_modules"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The names of the rules that a tree of these files breaks. */
async function brokenRules(files: Record<string, string>): Promise<string[]> {
  await rm(path.join(folder, "src"), { recursive: true, force: true });
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  }
  const bin = path.join(root, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const output = await promisify(execFile)(process.execPath, [bin, "src", "--output-type", "json"], {
    cwd: folder,
  }).then(
    ({ stdout }) => stdout,
    (error: unknown) => (error as { stdout: string }).stdout,
  );
  const report = JSON.parse(output) as { summary: { violations: { rule: { name: string } }[] } };
  return [...new Set(report.summary.violations.map(({ rule }) => rule.name))].sort();
}

const used = "export const used = 1;";

describe("the direction of imports refuses", () => {
  it.each([
    ["a cycle", "no-cycles", { "src/core/a.ts": 'import "./b";', "src/core/b.ts": 'import "./a";' }],
    ["an import that leads nowhere", "nothing-unresolved", { "src/web/x.ts": 'import "@/core/gone";' }],
    ["NextAuth outside src/auth", "next-auth-in-one-place", { "src/web/x.ts": 'import "next-auth";' }],
    ["Next in a rule", "rules-know-no-framework", { "src/features/signup/signup.ts": 'import "next/headers";' }],
    [
      "even the types of the web in a rule",
      "rules-know-no-framework",
      { "src/features/posts/a.ts": 'import type { B } from "@/web/b";', "src/web/b.ts": "export type B = 1;" },
    ],
    [
      "an adapter in the kernel",
      "rules-take-adapters-as-deps",
      { "src/core/a.ts": 'import "@/platform/env";', "src/platform/env.ts": used },
    ],
    [
      "a feature in the kernel",
      "core-is-the-ground",
      { "src/core/a.ts": 'import "@/features/outbox/b";', "src/features/outbox/b.ts": used },
    ],
    [
      "a feature's web folder in the ring below it",
      "adapters-below-the-web",
      { "src/auth/a.ts": 'import "@/features/signin/web/b";', "src/features/signin/web/b.ts": used },
    ],
    [
      "a schema as a value in a form",
      "forms-take-schemas-as-types",
      { "src/features/posts/web/a-form.tsx": 'import "../schema";', "src/features/posts/schema.ts": used },
    ],
    [
      "the database's client in a page",
      "vendors-in-platform",
      { "src/app/page.ts": 'import "@/platform/prisma/client";', "src/platform/prisma/client.ts": used },
    ],
    [
      "a rule that reaches into another feature",
      "features-are-islands",
      { "src/features/posts/a.ts": 'import "../profile/b";', "src/features/profile/b.ts": used },
    ],
    [
      "another feature's web folder",
      "web-folders-are-private",
      { "src/features/posts/web/a.ts": 'import "../../signin/web/b";', "src/features/signin/web/b.ts": used },
    ],
    ["a vendor's SDK in a page", "vendors-in-platform", { "src/app/page.ts": 'import "resend";' }],
    [
      "a server module in a form",
      "forms-are-small",
      { "src/features/posts/web/a-form.tsx": 'import "../../../web/b";', "src/web/b.ts": used },
    ],
    [
      "a feature that imports a page",
      "nothing-imports-app",
      { "src/web/a.ts": 'import "../app/page";', "src/app/page.ts": used },
    ],
    [
      "local mode in production code",
      "local-stays-local",
      { "src/web/a.ts": 'import "../local/b";', "src/local/b.ts": used },
    ],
  ])("%s", async (_what, rule, files) => {
    expect(await brokenRules(files)).toContain(rule);
  });

  it("nothing in a tree that keeps to it", async () => {
    const files = {
      "src/core/token.ts": used,
      "src/features/signup/signup.ts":
        'import "@/core/token"; import "../outbox/enqueue-mail"; import type { Db } from "@/platform/prisma/client";',
      "src/platform/prisma/client.ts": "export type Db = 1;",
      "src/features/outbox/enqueue-mail.ts": 'import "../../core/token";',
      "src/features/signup/web/signup-form.tsx":
        'import "../policy"; import "../../../ui/button"; import "react"; import type { Input } from "../schema";',
      "src/features/signup/schema.ts": "export type Input = 1;",
      "src/features/signup/policy.ts": used,
      "src/ui/button.tsx": 'import "react";',
      "src/app/page.tsx": 'import "../features/signup/web/signup-form";',
      "src/auth/options.ts": 'import "next-auth";',
    };
    expect(await brokenRules(files)).toEqual([]);
  });
});

/** The rules of ESLint that a source breaks if it stands at this path; those that need the compiler are left aside. */
async function brokenLint(at: string, source: string): Promise<string[]> {
  const eslint = new ESLint({
    cwd: root,
    overrideConfig: [
      tseslint.configs.disableTypeChecked,
      { files: ["**/*.ts"], languageOptions: { parserOptions: { projectService: false } } },
    ],
  });
  const [result] = await eslint.lintText(source, { filePath: path.join(root, at) });
  return result?.messages.map(({ ruleId, message }) => ruleId ?? message) ?? [];
}

describe("a rule may not reach for the machine by", () => {
  it.each([
    "export const at = new Date();",
    "export const at = Date();",
    "export const at = Date.now();",
    "export const chance = Math.random();",
    "export const secret = crypto.randomUUID();",
    "export const secret = globalThis.crypto.randomUUID();",
    'import { randomBytes } from "node:crypto"; export const secret = randomBytes(32);',
    'export const answer = fetch("http://localhost");',
    "export const mode = process.env.MODE;",
    'console.log("seen");',
  ])("%s", async (source) => {
    const restriction = expect.arrayContaining([expect.stringMatching(/^no-restricted-/)]) as string[];
    expect(await brokenLint("src/core/planted.ts", source)).toEqual(restriction);
    expect(await brokenLint("src/features/posts/planted.ts", source)).toEqual(restriction);
  });

  it("nothing where it takes a given time and hashes what it is given", async () => {
    const source = `import { createHash } from "node:crypto";
      export const day = (at: string): Date => new Date(at);
      export const digest = (text: string): string => createHash("sha256").update(text).digest("hex");`;
    expect(await brokenLint("src/core/planted.ts", source)).toEqual([]);
  });
});

describe("an adapter may not", () => {
  it("ask over HTTP past the one file that keeps deadlines", async () => {
    const source = 'export const answer = fetch("http://localhost");';
    for (const at of ["src/platform/planted.ts", "src/auth/planted.ts", "scripts/doctor/planted.ts"])
      expect(await brokenLint(at, source), at).toContain("no-restricted-globals");
    expect(await brokenLint("src/platform/fetch-whole.ts", source)).toEqual([]);
  });
});

describe("a test may not", () => {
  const refusal = async (source: string) => await brokenLint("src/core/planted.test.ts", source);

  it("put another module in the place of one", async () => {
    const source = 'import { vi } from "vitest"; vi.mock("@/core/email");';
    expect(await refusal(source)).toContain("no-restricted-syntax");
  });

  it.each(["skip", "only", "todo"])("be marked by %s, alone or with all beside it", async (mark) => {
    for (const whole of ["it", "test", "describe"]) {
      const source = `import { ${whole} } from "vitest"; ${whole}.${mark}("keeps its promise", () => undefined);`;
      expect(await refusal(source), whole).toContain("no-restricted-syntax");
    }
  });
});

/** Every source file below a folder. */
async function sources(below: string): Promise<string[]> {
  const entries = await readdir(path.join(root, below), { recursive: true });
  return entries.filter((name) => /\.(ts|tsx|mjs)$/.test(name) && !name.startsWith("platform/prisma/"));
}

describe("the tree", () => {
  it("has no rooms without a name of their own", async () => {
    const names = await sources("src");
    expect(names.length).toBeGreaterThan(50);
    const vague = /(^|\/)(index|utils?|helpers?|services?|repositor(y|ies)|types|common|misc)(\.|\/)/;
    expect(names.filter((name) => vague.test(name))).toEqual([]);
  });

  it("has no file over 300 lines", async () => {
    const long: string[] = [];
    for (const name of await sources("src")) {
      const lines = (await readFile(path.join(root, "src", name), "utf8")).split("\n").length;
      if (lines > 301) long.push(`${name}: ${lines}`);
    }
    expect(long).toEqual([]);
  });

  it("gives every use case with a promise a test beside it", async () => {
    const names = await sources("src/features");
    const useCases = [
      "signup/signup",
      "signin/signin",
      "email-verification/verify-email",
      "password-reset/reset-password",
    ];
    for (const useCase of useCases) {
      expect(names).toContain(`${useCase}.ts`);
      expect(names).toContain(`${useCase}.test.ts`);
    }
  });
});
