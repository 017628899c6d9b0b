import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { freePort, spawnServer, startApp } from "../support/app-server";
import { openVisitor } from "../support/form-client";

const production = {
  NEXTAUTH_URL: "https://app.example.com",
  DATABASE_URL: "postgresql://app@127.0.0.1:1/app",
  JWT_SECRET: randomBytes(32).toString("base64url"),
  NEXTAUTH_SECRET: randomBytes(32).toString("base64url"),
  RESEND_API_KEY: "re_a-key-that-nobody-prints",
  EMAIL_FROM: "Latchkey <accounts@example.com>",
};

describe("the local identity provider in production", () => {
  it.each(["LATCHKEY_LOCAL_GOOGLE_ISSUER", "LATCHKEY_LOCAL_GITHUB_URL"])("is refused at boot: %s", async (name) => {
    const env = { ...production, [name]: "http://127.0.0.1:3001/here" };
    const server = spawnServer({ variant: "production", port: await freePort(), env });
    const started = server.ready.then(
      () => "it started",
      () => server.exited,
    );
    const code = await Promise.race([server.exited, started]);
    await server.end("SIGKILL");
    expect(code).toBe(1);
    expect(server.output()).toContain(name);
    expect(server.output()).not.toContain("127.0.0.1:3001");
  });
});

describe("a provider without its two variables", () => {
  it("has no button, no form target and no way to begin", async () => {
    const app = await startApp({ env: { GITHUB_ID: "an-id", GITHUB_SECRET: "a-secret-of-github" } });
    const visitor = openVisitor(app);
    for (const path of ["/signin", "/signup"]) {
      const page = await visitor.get(path);
      expect(page.shown).toContain("Continue with GitHub");
      expect(page.shown).not.toContain("Google");
      expect(page.headers["content-security-policy"]).toContain("form-action 'self' https://github.com;");
    }
    const start = { button: /^Continue with GitHub$/ };
    const refused = await visitor.submit(await visitor.get("/signin"), start, { provider: "google" });
    expect(refused.shown).toContain("not set up on this site");
    expect([...visitor.cookies.keys()].filter((name) => /state|pkce|nonce/.test(name))).toEqual([]);
    const callback = await visitor.get("/api/auth/callback/google?code=x&state=y");
    expect(callback.status).toBeLessThan(500);
    await app.stop();
  });
});
