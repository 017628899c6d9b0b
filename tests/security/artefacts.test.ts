import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildDir } from "../support/app-build";
import { startApp, type App } from "../support/app-server";
import { openVisitor } from "../support/form-client";

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(async () => {
  await app.stop();
});

describe("artefact scan", () => {
  it.each([
    "/.env",
    "/.env.local",
    "/.env.production",
    "/.env.example",
    "/.git/HEAD",
    "/.git/config",
    "/package.json",
    "/package-lock.json",
    "/next.config.ts",
    "/prisma/schema/user.prisma",
    "/prisma/schema.prisma",
    "/src/platform/env.ts",
    "/.next/BUILD_ID",
    "/.data/secrets.json",
    "/_next/server/app-paths-manifest.json",
    "/_next/static/../server/server-reference-manifest.json",
    "/_next/static/%2e%2e/server/server-reference-manifest.json",
    "/_next/static/..%2f..%2fpackage.json",
    "/_next/image?url=http%3A%2F%2F169.254.169.254%2F&w=64&q=75",
    "/_next/image?url=%2F%2Fevil.example%2Fa.png&w=64&q=75",
    "/_next/image?url=%2Fapi%2Fv1%2Fme&w=64&q=75",
    "/dev/mailbox",
    "/dev/mailbox/messages?to=ada@example.com",
    "/server-status",
    "/metrics",
    "/__nextjs_original-stack-frame",
    "/api/health/../v1/me",
  ])("%s gives nothing away", async (target) => {
    const answer = await openVisitor(app).send({ path: target });
    expect([400, 401, 403, 404, 308]).toContain(answer.status);
    expect(answer.text).not.toMatch(/DATABASE_URL=|\[core\]|"dependencies"|model User|encryptionKey/);
  });

  it("ships no source map and nothing of the server's to the browser", async () => {
    const dir = path.join(buildDir("production"), ".next/static");
    const files = (await readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(3);
    const found: string[] = [];
    for (const file of files) {
      const full = path.join(file.parentPath, file.name);
      if (file.name.endsWith(".map")) found.push(full);
      const text = await readFile(full, "utf8");
      if (/sourceMappingURL=(?!data:)/.test(text)) found.push(`${full} names a source map`);
      const serverOnly =
        /DATABASE_URL|NEXTAUTH_SECRET|JWT_SECRET|RESEND_API_KEY|PrismaClient|argon2id|sealedContent|tokenHash|pendingPasswordHash/;
      const leak = serverOnly.exec(text);
      if (leak) found.push(`${full} holds ${leak[0]}`);
    }
    expect(found).toEqual([]);
  });

  it("has no local mode in a production build", async () => {
    const server = path.join(buildDir("production"), ".next/server");
    const routes = await readFile(path.join(server, "app-paths-manifest.json"), "utf8");
    expect(routes).toContain("signin");
    expect(routes).not.toMatch(/mailbox|\/dev\//);
  });
});
