import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { projectRoot } from "../support/app-build";
import { freePort } from "../support/app-server";
import { axeFindings, copyForAxe, openBrowser, screenshot, visit } from "../support/browser";
import { newEmail } from "../support/form-client";
import { fillAndSend, pressConfirm, pressSignOut, signUpIn } from "../support/journey";

type LocalMail = {
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  createdAt: string;
  status: string;
};

/** It builds first; on a machine that does much else besides, that takes minutes. */
const readyWithinMs = 300_000;
const password = "seven quiet lanterns on the pier";

let origin: string;
let dataDir: string;
let start: ChildProcess;
let browser: Browser;

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), "latchkey-data-"));
  const port = await freePort();
  origin = `http://localhost:${port}`;
  // A developer's shell, and nothing of this test run's.
  const shell = ["PATH", "HOME"].map((name) => [name, process.env[name]]);
  const env = Object.fromEntries([
    ...shell,
    ["PORT", String(port)],
    ["LATCHKEY_DATA_DIR", dataDir],
  ]) as NodeJS.ProcessEnv;
  start = spawn(process.execPath, ["scripts/start.mjs"], { cwd: projectRoot, env, stdio: ["ignore", "pipe", "pipe"] });
  await printed(start, `ready ${origin}`);
  browser = await openBrowser();
}, readyWithinMs);

afterAll(async () => {
  const ended = once(start, "exit");
  start.kill("SIGTERM");
  const [code] = (await ended) as [number | null];
  await rm(dataDir, { recursive: true, force: true });
  await browser.close();
  expect(code).toBe(0);
});

async function printed(child: ChildProcess, line: string): Promise<void> {
  let output = "";
  await new Promise<void>((resolve, reject) => {
    child.on("exit", (code) => reject(new Error(`npm start ended with ${code}:\n${output}`)));
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        output += String(chunk);
        if (output.split("\n").includes(line)) resolve();
      });
    }
  });
}

/** The newest mail to the address; it is delivered after the answer, so it may come a moment later. */
async function newestMail(email: string): Promise<LocalMail> {
  let mails: LocalMail[] = [];
  const look = async () => {
    const answer = await fetch(`${origin}/dev/mailbox/messages?to=${encodeURIComponent(email)}`);
    mails = (await answer.json()) as LocalMail[];
    return mails.length;
  };
  await expect.poll(look, { timeout: 10_000 }).toBeGreaterThan(0);
  return mails[0] as LocalMail;
}

describe.each([
  ["with scripts", true],
  ["without scripts", false],
])("a fresh clone after npm start, %s", (way, javaScript) => {
  it("has the whole journey, with its mails on a page of its own", async () => {
    const { page, faults, close } = await visit(browser, { origin }, { javaScript });
    const person = { name: "Ada Lovelace", email: newEmail(), password };
    await signUpIn(page, person);
    const mail = await newestMail(person.email);
    expect(Object.keys(mail)).toEqual(
      expect.arrayContaining(["id", "to", "subject", "text", "html", "createdAt", "status"]),
    );
    await page.goto("/dev/mailbox");
    await page.getByText(mail.subject).first().waitFor();
    await screenshot(page, `mailbox ${way}`);
    const forAxe = javaScript ? page : await copyForAxe(browser, page);
    expect(await axeFindings(forAxe)).toEqual([]);
    if (forAxe !== page) await forAxe.close();
    await page.goto(/https?:\/\/\S+\?token=\S+/.exec(mail.text)?.[0] ?? "");
    await pressConfirm(page);
    await page.waitForURL("**/signin");
    await fillAndSend(page, { email: person.email, password });
    await page.waitForURL("**/dashboard");
    await pressSignOut(page);
    expect(faults).toEqual([]);
    await close();
  });
});
