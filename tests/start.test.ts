import { execFile, spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseEnv } from "@/platform/env";
import { openDataFolder } from "../scripts/start/data-folder.mjs";
import { nodeVersionFault } from "../scripts/start/node-version.mjs";
import { requireFreePort } from "../scripts/start/port.mjs";
import { createProgress } from "../scripts/start/progress.mjs";
import { readOrMakeSecrets } from "../scripts/start/secrets.mjs";
import { appEnvironment, readSettings } from "../scripts/start/settings.mjs";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "latchkey-start-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
  await writeFile(path.join(folder, file), text);
}

async function modeOf(file: string): Promise<string> {
  return ((await stat(path.join(folder, file))).mode & 0o777).toString(8);
}

function settings(environment: Record<string, string> = {}) {
  return readSettings({ root: folder, dev: false, environment });
}

describe("what is asked of the machine", () => {
  it("refuses a Node that is too old in one sentence, and takes every later one", () => {
    expect(nodeVersionFault("20.18.3")).toBe(
      "Latchkey needs Node 20.19 or newer, and this is 20.18.3: install Node 24 from https://nodejs.org.",
    );
    expect(nodeVersionFault("18.20.8")).toContain("this is 18.20.8");
    expect(["20.19.0", "20.20.2", "22.0.0", "24.11.1"].map(nodeVersionFault)).toEqual([null, null, null, null]);
  });

  it.each(["127.0.0.1", "::1", "0.0.0.0"])(
    "refuses a port that is taken on %s, and takes it once it is free",
    async (host) => {
      const other = createServer().listen({ port: 0, host });
      await once(other, "listening");
      const { port } = other.address() as AddressInfo;
      await expect(requireFreePort(port)).rejects.toMatchObject({
        name: "StartError",
        message: `Port ${port} is taken by another program: end it, or choose another port, such as PORT=${port + 1} npm start.`,
      });
      other.close();
      await once(other, "close");
      await expect(requireFreePort(port)).resolves.toBeUndefined();
    },
  );

  it.each(["0", "65536", "3000x", "-1", "1.5"])("refuses PORT=%s", (port) => {
    expect(() => settings({ PORT: port })).toThrow("PORT must be a whole number from 1 to 65535.");
  });
});

describe("data folder", () => {
  it("is made with its parents, and closed to other users", async () => {
    const lock = await openDataFolder(path.join(folder, "a/b"));
    expect(await modeOf("a/b")).toBe("700");
    await lock.release();
    await chmod(path.join(folder, "a/b"), 0o755);
    await (await openDataFolder(path.join(folder, "a/b"))).release();
    expect(await modeOf("a/b")).toBe("700");
  });

  it("refuses a second start on it, naming the first", async () => {
    const first = await openDataFolder(folder);
    await expect(openDataFolder(folder)).rejects.toMatchObject({
      name: "StartError",
      message: `Latchkey already runs on ${folder} (process ${process.pid}): end it first, or set LATCHKEY_DATA_DIR and PORT for a second one.`,
    });
    await first.release();
  });

  it("refuses a place where nothing can be written, in one sentence", async () => {
    await put("file", "");
    for (const place of [path.join(folder, "file"), path.join(folder, "file/below"), "/proc/latchkey/data"]) {
      await expect(openDataFolder(place)).rejects.toThrow(
        /^The data folder .* cannot be written \(E[A-Z]+\): set LATCHKEY_DATA_DIR to a folder of your own\.$/,
      );
    }
  });

  it("leaves a folder alone that holds somebody's other files", async () => {
    await put("photo.jpg", "");
    await chmod(folder, 0o755);
    await expect(openDataFolder(folder)).rejects.toThrow("holds other files");
    expect(await modeOf("")).toBe("755");
    expect(await readdir(folder)).toEqual(["photo.jpg"]);
  });
});

describe("secrets", () => {
  it("are two different ones of 32 random bytes, in a file for its owner alone, and stay the same", async () => {
    const made = await readOrMakeSecrets(folder);
    expect(Object.keys(made)).toEqual(["JWT_SECRET", "NEXTAUTH_SECRET"]);
    expect(new Set(Object.values(made)).size).toBe(2);
    for (const secret of Object.values(made)) expect(Buffer.from(secret, "base64url")).toHaveLength(32);
    expect(await modeOf("secrets.json")).toBe("600");
    await chmod(path.join(folder, "secrets.json"), 0o644);
    expect(await readOrMakeSecrets(folder)).toEqual(made);
    expect(await modeOf("secrets.json")).toBe("600");
  });

  it("are refused in one sentence when their file is damaged", async () => {
    await put("secrets.json", '{"JWT_SECRET": "ab');
    await expect(readOrMakeSecrets(folder)).rejects.toMatchObject({ name: "StartError" });
  });
});

describe("environment of local mode", () => {
  const made = { DATABASE_URL: "postgresql://127.0.0.1:5000/made", JWT_SECRET: "made" };

  it("needs nothing from the developer: the app accepts it as it is", async () => {
    const secrets = await readOrMakeSecrets(folder);
    const env = parseEnv(appEnvironment(settings({ PORT: "4000" }), { ...made, ...secrets }));
    expect(env).toMatchObject({ mode: "local", appUrl: "http://localhost:4000", databaseUrl: made.DATABASE_URL });
    expect(env.emailFrom).toBe("Latchkey <accounts@latchkey.localhost>");
    expect(env.dataDir).toBe(path.join(folder, ".data"));
  });

  it("lets the developer's values win: the environment's over .env.local's over .env's, and no empty one", async () => {
    await put(".env", 'JWT_SECRET="from .env"\nEMAIL_FROM=a@example.com\nDATABASE_URL=\n');
    await put(".env.local", "EMAIL_FROM=b@example.com\nPORT=4001\n");
    const env = appEnvironment(settings({ PORT: "4002" }), made);
    expect(env).toMatchObject({ JWT_SECRET: "from .env", EMAIL_FROM: "b@example.com", PORT: "4002" });
    expect(env["DATABASE_URL"]).toBe(made.DATABASE_URL);
  });

  it("keeps its mode and its address, whatever is set for production", async () => {
    await put(
      ".env",
      "LATCHKEY_MODE=production\nNEXTAUTH_URL=https://app.example.com\nNEXT_PUBLIC_APP_URL=https://app.example.com\n",
    );
    expect(appEnvironment(settings(), made)).toMatchObject({
      LATCHKEY_MODE: "local",
      NEXTAUTH_URL: "http://localhost:3000",
      NEXT_PUBLIC_APP_URL: "http://localhost:3000",
    });
  });
});

describe("progress", () => {
  it("says what is done and how long it took, and leaves a failed step without a success", async () => {
    const lines: string[] = [];
    const progress = createProgress({ write: (text) => lines.push(text) });
    await progress.step(
      "database",
      "starting",
      () => Promise.resolve(3),
      (count) => `${count} tables`,
    );
    await expect(progress.step("build", "building", () => Promise.reject(new Error("broken")))).rejects.toThrow(
      "broken",
    );
    expect(lines.join("")).toMatch(
      /^ {2}database +starting …\n {2}database +3 tables \(\d+\.\d s\)\n {2}build +building …\n$/,
    );
  });
});

describe("the start script", () => {
  const scripts = path.resolve(import.meta.dirname, "../scripts");
  const moduleUrl = (name: string) => JSON.stringify(pathToFileURL(path.join(scripts, "start", name)).href);

  function spawnScript(script: string): ChildProcessByStdio<null, Readable, null> {
    return spawn(process.execPath, ["--input-type=module", "--eval", script], { stdio: ["ignore", "pipe", "inherit"] });
  }

  async function firstLine(stream: Readable): Promise<string> {
    const [chunk] = (await once(stream, "data")) as [Buffer];
    return chunk.toString().trim();
  }

  it("ends with one sentence, exit code 1 and the folder free when its port is taken", async () => {
    const other = createServer().listen({ port: 0, host: "127.0.0.1" });
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const env = { ...process.env, PORT: String(port), LATCHKEY_DATA_DIR: folder };
    const started = promisify(execFile)(process.execPath, [path.join(scripts, "start.mjs")], { env });
    await expect(started).rejects.toMatchObject({
      code: 1,
      stderr: `Port ${port} is taken by another program: end it, or choose another port, such as PORT=${port + 1} npm start.\n`,
    });
    expect(await readdir(folder)).toEqual([]);
    other.close();
  });

  it("ends what it started once, the newest first, and with exit code 0, when a signal comes twice", async () => {
    const child = spawnScript(`
      import { createShutdown } from ${moduleUrl("shutdown.mjs")};
      const { onStop } = createShutdown();
      const end = (name) => async () => {
        await new Promise(setImmediate);
        console.log(name);
      };
      onStop(end("database"));
      onStop(end("server"));
      console.log("running");
      setInterval(() => undefined, 1000);`);
    const output = [await firstLine(child.stdout)];
    child.stdout.on("data", (chunk: Buffer) => output.push(...chunk.toString().trim().split("\n")));
    child.kill("SIGTERM");
    child.kill("SIGINT");
    const [code] = (await once(child, "close")) as [number];
    expect({ code, output }).toEqual({ code: 0, output: ["running", "server", "database"] });
  });

  it("leaves no server behind when it is killed", async () => {
    const server = `
      const server = require("node:net").createServer().listen(0, "127.0.0.1", () => console.log(server.address().port));`;
    const parent = spawnScript(`
      import { spawn } from "node:child_process";
      spawn(process.execPath, ["--import", ${moduleUrl("exit-with-parent.mjs")}, "--eval", ${JSON.stringify(server)}], {
        stdio: ["ignore", "inherit", "inherit", "ipc"],
      });`);
    const connection = connect({ port: Number(await firstLine(parent.stdout)), host: "127.0.0.1" });
    await once(connection, "connect");
    connection.on("error", () => undefined);
    const closed = new Promise((resolve) => connection.once("close", resolve));
    parent.kill("SIGKILL");
    await closed;
  });

  it("reads no package before it has installed them", async () => {
    const files = (await readdir(path.join(scripts, "start"))).map((name) => path.join(scripts, "start", name));
    const lock = path.resolve(scripts, "../src/local/embedded-database/folder-lock.mjs");
    for (const file of [path.join(scripts, "start.mjs"), lock, ...files]) {
      const imported = [...(await readFile(file, "utf8")).matchAll(/^(?:import|\} from) .*?"([^"]+)";$/gm)].map(
        ([, from]) => from,
      );
      expect(
        imported.filter((from) => !/^(node:|\.)/.test(from ?? "")),
        file,
      ).toEqual([]);
    }
  });
});
