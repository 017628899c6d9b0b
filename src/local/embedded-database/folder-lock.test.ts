import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lockFolder } from "./folder-lock.mjs";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "latchkey-lock-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("lockFolder", () => {
  it("lets one of ten take a folder at the same moment, and tells the others whose it is", async () => {
    const attempts = await Promise.allSettled(Array.from({ length: 10 }, () => lockFolder(folder)));
    const taken = attempts.filter((attempt) => attempt.status === "fulfilled");
    const refused = attempts.filter((attempt) => attempt.status === "rejected");
    expect(taken).toHaveLength(1);
    for (const { reason } of refused) expect(reason).toMatchObject({ name: "FolderInUseError", pid: process.pid });
    await taken[0]?.value.release();
  });

  it("is free again after its release, and a second release does not take it from the next", async () => {
    const first = await lockFolder(folder);
    await first.release();
    const second = await lockFolder(folder);
    await first.release();
    await expect(lockFolder(folder)).rejects.toThrow("uses this folder");
    await second.release();
  });

  it("is void once its owner was killed", async () => {
    const script = `
      import { lockFolder } from ${JSON.stringify(new URL("./folder-lock.mjs", import.meta.url).href)};
      await lockFolder(${JSON.stringify(folder)});
      console.log("locked");
      setInterval(() => undefined, 1000);`;
    const owner = spawn(process.execPath, ["--input-type=module", "--eval", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(owner.stdout, "data");
    await expect(lockFolder(folder)).rejects.toMatchObject({ pid: owner.pid });
    owner.kill("SIGKILL");
    await once(owner, "exit");
    await (await lockFolder(folder)).release();
  });

  it("lets one of ten take over a folder whose owner was killed", async () => {
    await writeFile(path.join(folder, "lock"), JSON.stringify({ pid: process.pid, port: 1, id: "of another time" }));
    const attempts = await Promise.allSettled(Array.from({ length: 10 }, () => lockFolder(folder)));
    const taken = attempts.filter((attempt) => attempt.status === "fulfilled");
    expect(taken).toHaveLength(1);
    await taken[0]?.value.release();
  });

  it("is void when a file that was cut off, or of a process whose id was given anew, is all that is left", async () => {
    const file = path.join(folder, "lock");
    await writeFile(file, '{"pid":');
    await (await lockFolder(folder)).release();
    await writeFile(file, JSON.stringify({ pid: process.pid, port: 1, id: "of another time" }));
    const lock = await lockFolder(folder);
    expect(await readFile(file, "utf8")).toContain(`"pid":${process.pid}`);
    await lock.release();
  });
});
