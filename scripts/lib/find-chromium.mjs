import { existsSync } from "node:fs";
import path from "node:path";
import { installDebianPackage } from "./install-debian-package.mjs";

/** The headless shell first: it is the same browser without its windows, and opens a page in a quarter of the time. */
const shell = "chromium-headless-shell";
const names = [shell, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const places = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/**
 * The browser for the tests: that of CHROMIUM_PATH, one on this machine, Playwright's own, or Debian's package.
 * @returns {Promise<string>} its executable
 */
export async function findChromium() {
  const found = (await onThisMachine()) ?? (await installed());
  if (!found) throw new Error("The tests need Chromium: install it, or set CHROMIUM_PATH to its executable.");
  return found;
}

async function installed() {
  for (const name of [shell, "chromium"]) if (await installDebianPackage(name)) return await onThisMachine();
  return undefined;
}

async function onThisMachine() {
  const { chromium } = await import("playwright-core");
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  const candidates = [
    process.env["CHROMIUM_PATH"],
    ...names.flatMap((name) => folders.map((folder) => path.join(folder, name))),
    ...places,
    chromium.executablePath(),
  ];
  return candidates.find((candidate) => candidate && existsSync(candidate));
}
