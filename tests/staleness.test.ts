import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  buildIsCurrent,
  buildMode,
  clientIsCurrent,
  hashBuildSources,
  packagesAreCurrent,
  stampBuild,
  stampClient,
  unstampBuild,
} from "../scripts/start/staleness.mjs";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "latchkey-staleness-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
  await writeFile(path.join(folder, file), text);
}

describe("what has to be made anew", () => {
  const lockfile = {
    packages: {
      "": {},
      "node_modules/a": { version: "1.0.0" },
      "node_modules/b": { version: "1.0.0", optional: true },
    },
  };

  async function build(mode: "local" | "production" = "local"): Promise<void> {
    await put(".next/BUILD_ID", "id");
    stampBuild(folder, mode, hashBuildSources(folder));
  }

  it("packages: where one is missing or of another version, but not where one is for other platforms", async () => {
    await put("package-lock.json", JSON.stringify(lockfile));
    expect(packagesAreCurrent(folder)).toBe(false);
    await put(
      "node_modules/.package-lock.json",
      JSON.stringify({ packages: { "node_modules/a": { version: "1.0.0" } } }),
    );
    expect(packagesAreCurrent(folder)).toBe(true);
    await put(
      "node_modules/.package-lock.json",
      JSON.stringify({ packages: { "node_modules/a": { version: "1.0.1" } } }),
    );
    expect(packagesAreCurrent(folder)).toBe(false);
  });

  it("the client: where the schema changed or the client is gone", async () => {
    await put("prisma/schema/user.prisma", "model User {}");
    await put("src/platform/prisma/client.ts", "");
    expect(clientIsCurrent(folder)).toBe(false);
    stampClient(folder);
    expect(clientIsCurrent(folder)).toBe(true);
    await put("prisma/schema/user.prisma", "model User { id String }");
    expect(clientIsCurrent(folder)).toBe(false);
    stampClient(folder);
    await rm(path.join(folder, "src/platform/prisma/client.ts"));
    expect(clientIsCurrent(folder)).toBe(false);
  });

  it.each([
    "src/app/page.tsx",
    "src/app/new/page.tsx",
    "prisma/schema/user.prisma",
    "public/a.svg",
    "next.config.ts",
    "package-lock.json",
    "tsconfig.json",
  ])("the build: where %s changed", async (file) => {
    await put("src/app/page.tsx", "one");
    await build();
    expect(buildIsCurrent(folder, "local")).toBe(true);
    await put(file, "another");
    expect(buildIsCurrent(folder, "local")).toBe(false);
  });

  it("not the build: where only a test or the README changed", async () => {
    await put("src/app/page.tsx", "one");
    await build();
    await put("src/app/page.test.ts", "new");
    await put("README.md", "new");
    expect(buildIsCurrent(folder, "local")).toBe(true);
  });

  it("the build: where it was made for production, for local mode has more pages, and the other way round", async () => {
    await build("production");
    expect(buildIsCurrent(folder, "local")).toBe(false);
    await build("local");
    expect(buildIsCurrent(folder, "production")).toBe(false);
    expect(buildMode(folder)).toBe("local");
  });

  it("the build: where the last one was broken off, or is of unknown origin", async () => {
    expect(buildIsCurrent(folder, "local")).toBe(false);
    await build();
    unstampBuild(folder);
    expect(buildIsCurrent(folder, "local")).toBe(false);
    expect(buildMode(folder)).toBeNull();
    await build();
    await rm(path.join(folder, ".next/BUILD_ID"));
    expect(buildIsCurrent(folder, "local")).toBe(false);
  });
});
