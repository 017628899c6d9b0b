import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { projectRoot } from "../support/app-build";
import { freePort } from "../support/app-server";
import { sampleMails } from "@/local/sample-mails";
import { axeFindings, copyForAxe, openBrowser, screenshot, sidewaysScroll, visit } from "../support/browser";
import { newEmail } from "../support/form-client";
import { codeIn } from "../support/fake-resend";
import { fillAndSend, pressConfirm, pressSignOut, readWords, signUpIn } from "../support/journey";

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
const readyWithinMs = 600_000;
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

/** The newest mail to the address, once there are so many; it is delivered after the answer, so it may come a moment later. */
async function newestMail(email: string, count = 1): Promise<LocalMail> {
  let mails: LocalMail[] = [];
  const look = async () => {
    const answer = await fetch(`${origin}/dev/mailbox/messages?to=${encodeURIComponent(email)}`);
    mails = (await answer.json()) as LocalMail[];
    return mails.length;
  };
  await expect.poll(look, { timeout: 30_000 }).toBeGreaterThanOrEqual(count);
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
    // Several connections at once, which share the one session of the embedded database.
    const dashboards = await Promise.all(Array.from({ length: 10 }, () => page.request.get(`${origin}/dashboard`)));
    expect(dashboards.map((answer) => answer.url())).toEqual(dashboards.map(() => `${origin}/dashboard`));
    await pressSignOut(page);
    expect(faults).toEqual([]);
    await close();
  });
});

describe.each([
  ["with scripts", true],
  ["without scripts", false],
])("the local mailbox, %s", (way, javaScript) => {
  it("is searched, read in each part and emptied like a mail program, and its code confirms the address", async () => {
    const { page, faults, close } = await visit(browser, { origin }, { javaScript });
    const bob = newEmail();
    await signUpIn(page, { name: "Bob", email: bob, password });
    const code = codeIn(await newestMail(bob));
    await fillAndSend(page, { code });
    await page.waitForURL("**/signin");
    await page.goto("/forgot-password");
    await fillAndSend(page, { email: bob });
    await page.waitForURL("**/forgot-password/check-mail");
    const { subject } = await newestMail(bob, 2);

    await page.goto("/dev/mailbox");
    const list = page.getByRole("region", { name: "Messages" });
    expect(await list.getByRole("listitem").first().innerText()).toContain(subject);
    const unread = await page.getByText("Unread", { exact: true }).count();
    await page.getByRole("searchbox").fill(`${bob} ${code}`);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/dev/mailbox?search=*");
    expect(await list.getByRole("listitem").count()).toBe(1);
    await list.getByRole("link").focus();
    await page.keyboard.press("Enter");
    await page.waitForURL("**id=*");
    await page.frameLocator("iframe").getByText(code).waitFor();
    await page.getByRole("link", { name: "Text" }).click();
    await readWords(page, `Type this code there:\n${code}`);
    await page.getByRole("link", { name: "Headers" }).click();
    await readWords(page, /Auto-Submitted\s+auto-generated/);
    await screenshot(page, `mailbox headers ${way}`);
    await page.goto("/dev/mailbox");
    expect(await page.getByText("Unread", { exact: true }).count()).toBe(unread - 1);

    await page.goto("/dev/mailbox?search=nobody-has-this");
    await readWords(page, "No mail found");
    await page.getByRole("button", { name: "Empty" }).click();
    await readWords(page, "No mail yet");
    await screenshot(page, `mailbox empty ${way}`);
    expect(faults).toEqual([]);
    await close();
  });

  it("has a page with every mail in every state, in both colours, on a phone and as text", async () => {
    const { page, faults, close } = await visit(browser, { origin }, { javaScript });
    await page.goto("/dev/mails");
    const entries = page.getByRole("navigation", { name: "Mails" }).getByRole("link");
    expect(await entries.count()).toBe(sampleMails.length);
    for (const [index, { mail }] of sampleMails.entries()) {
      await entries.nth(index).click();
      await page.getByRole("heading", { level: 2, name: mail.subject }).waitFor();
      await page.frameLocator("iframe").getByRole("heading", { name: mail.subject }).waitFor();
    }
    const background = () =>
      page
        .frameLocator("iframe")
        .locator("body")
        .evaluate((body) => getComputedStyle(body).backgroundColor);
    if (javaScript) await expect.poll(background).toBe("rgb(242, 245, 244)");
    await page.getByRole("link", { name: "Dark" }).click();
    await page.waitForURL("**scheme=dark**");
    if (javaScript) await expect.poll(background).toBe("rgb(12, 17, 15)");
    await page.getByRole("link", { name: "Phone" }).click();
    await page.waitForURL("**shape=phone**");
    expect((await page.locator("iframe").boundingBox())?.width).toBeLessThanOrEqual(362);
    await screenshot(page, `mails ${way}`);
    await page.getByRole("link", { name: "Text" }).click();
    await readWords(page, "You receive this because");
    expect(faults).toEqual([]);
    await close();
  });
});

it.each([
  ["/dev/mailbox", "light"],
  ["/dev/mailbox", "dark"],
  ["/dev/mails", "light"],
  ["/dev/mails", "dark"],
] as const)("%s fits a phone in %s colours", async (path, scheme) => {
  const { page, close } = await visit(browser, { origin }, { javaScript: true, scheme, width: 360 });
  await page.goto(path);
  expect(await sidewaysScroll(page)).toBe(0);
  expect(await axeFindings(page)).toEqual([]);
  await screenshot(page, `${path.slice(1).replace("/", " ")} phone ${scheme}`);
  await close();
});

// The last: what it takes of the limits is not there for the others.
it("limits as production does, and has a captcha for whoever is suspicious", async () => {
  const tryOnce = () =>
    fetch(`${origin}/api/v1/token`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: newEmail(), password: "not the right one" }),
    });
  const answers = [];
  for (let round = 0; round < 6; round++) answers.push(await tryOnce());
  const last = answers.at(-1);
  expect(last?.status).toBe(429);
  expect(Number(last?.headers.get("retry-after"))).toSatisfy((wait: number) => wait >= 1 && wait <= 60);
  const captcha = await fetch(`${origin}/api/captcha?action=signin`);
  expect(await captcha.json()).toMatchObject({ kind: "proof-of-work" });
});
