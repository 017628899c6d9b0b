import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { spawn } from "node:child_process";
import { installDebianPackage } from "./install-debian-package.mjs";
import { capture } from "./run.mjs";

/**
 * A Postgres for the tests: the one of TEST_DATABASE_URL, or a server of our own in a temporary folder, made with the binaries that
 * are on this machine or, failing that, with Debian's package. `sharedBuffersMb` is the memory that one of our own keeps its pages in.
 * @returns {Promise<{ url: string, from: string, stop: () => Promise<void> }>} `from` says which Postgres it is
 */
export async function startTestPostgres({ sharedBuffersMb = 128 } = {}) {
  const given = process.env["TEST_DATABASE_URL"];
  if (given) return { url: given, from: "that of TEST_DATABASE_URL", stop: async () => undefined };
  let bin = findBinaries();
  if (!bin && (await installDebianPackage("postgresql"))) bin = findBinaries();
  if (!bin) throw new Error("The tests need a Postgres: install one (initdb and postgres), or set TEST_DATABASE_URL.");
  return await startServer(bin, sharedBuffersMb);
}

function findBinaries() {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => path.join(debian, version, "bin")),
    ...(process.env["PATH"] ?? "").split(path.delimiter),
    ...["/opt/homebrew/opt", "/usr/local/opt", "/usr"].flatMap(versionsBelow),
    "/Applications/Postgres.app/Contents/Versions/latest/bin",
  ];
  return folders.find((folder) => existsSync(path.join(folder, "initdb")) && existsSync(path.join(folder, "postgres")));
}

/** Where Homebrew (`postgresql@17`) and the packages for Red Hat (`pgsql-17`) put them, the newest first. */
function versionsBelow(folder) {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => /^(postgresql(@\d+)?|pgsql(-\d+)?)$/.test(name));
  return names
    .sort()
    .reverse()
    .map((name) => path.join(folder, name, "bin"));
}

async function startServer(bin, sharedBuffersMb) {
  const folder = mkdtempSync(path.join(tmpdir(), "latchkey-postgres-"));
  const data = path.join(folder, "data");
  const owner = await ownerOf(folder);
  await capture(
    path.join(bin, "initdb"),
    ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"],
    owner,
  );
  const port = await freePort();
  const settings = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=400",
    `shared_buffers=${sharedBuffersMb}MB`,
  ];
  const args = [
    "-D",
    data,
    "-h",
    "127.0.0.1",
    "-p",
    String(port),
    "-k",
    folder,
    ...settings.flatMap((value) => ["-c", value]),
  ];
  // In a process group of its own, so that an interrupt at the terminal does not end it before the tests.
  const server = spawn(path.join(bin, "postgres"), args, {
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
    ...owner,
  });
  const ended = new Promise((resolve) => server.once("exit", resolve));
  await untilReady(server);
  return {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    from: `${bin}, in a folder of its own`,
    stop: async () => {
      server.kill("SIGINT");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Postgres refuses to run as root, so root hands the folder to a user without rights. */
async function ownerOf(folder) {
  if (process.getuid?.() !== 0) return { cwd: folder };
  const name = (await idOf("-u", "postgres")) === undefined ? "nobody" : "postgres";
  const uid = await idOf("-u", name);
  const gid = await idOf("-g", name);
  chownSync(folder, uid, gid);
  return { uid, gid, cwd: folder, env: { PATH: process.env["PATH"], LANG: "C.UTF-8" } };
}

async function idOf(flag, name) {
  try {
    return Number(await capture("id", [flag, name]));
  } catch {
    return undefined;
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function untilReady(server) {
  return new Promise((resolve, reject) => {
    let said = "";
    server.stderr.on("data", (chunk) => {
      if (said.length < 10_000) said += chunk;
      if (said.includes("ready to accept connections")) resolve();
    });
    server.once("exit", () => reject(new Error(`The test Postgres did not start:\n${said}`)));
  });
}
