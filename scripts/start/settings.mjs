import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseEnv } from "node:util";
import { StartError } from "./start-error.mjs";

const defaultPort = 3000;
const defaultSender = "Latchkey <accounts@latchkey.localhost>";

/** Where a developer may have set something, the strongest first. Next reads the same files. */
const envFiles = [".env.local", ".env"];

/**
 * @typedef {object} Settings
 * @property {string} root the project's folder
 * @property {boolean} dev
 * @property {number} port
 * @property {string} origin `http://localhost:<port>`
 * @property {string} dataDir absolute
 * @property {Record<string, string>} chosen what the developer has set, in the environment or in a file; never empty values
 */

/**
 * @param {{ root: string, dev: boolean, environment: Readonly<Record<string, string | undefined>> }} source
 * @returns {Settings}
 * @throws {StartError}
 */
export function readSettings({ root, dev, environment }) {
  const files = envFiles.map((name) => path.join(root, name)).filter((file) => existsSync(file));
  const layers = [environment, ...files.map((file) => parseEnv(readFileSync(file, "utf8")))];
  const chosen = {};
  for (const layer of layers.reverse()) {
    for (const [name, value] of Object.entries(layer)) if (value) chosen[name] = value;
  }
  const port = readPort(chosen.PORT);
  const dataDir = path.resolve(root, chosen.LATCHKEY_DATA_DIR ?? ".data");
  return { root, dev, port, origin: `http://localhost:${port}`, dataDir, chosen };
}

function readPort(value) {
  if (value === undefined) return defaultPort;
  const port = Number(value);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new StartError("PORT must be a whole number from 1 to 65535.");
}

/**
 * The environment of the app in local mode. Its mode and its address are given; a developer's other values win.
 *
 * @param {Settings} settings
 * @param {Record<string, string>} made what this start made: secrets, the database, local services
 * @returns {Record<string, string>}
 */
export function appEnvironment({ port, origin, dataDir, chosen }, made) {
  const { NODE_ENV: _, ...inherited } = process.env;
  const defaults = { EMAIL_FROM: defaultSender, ...made };
  const filled = Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, chosen[name] ?? value]));
  return {
    ...inherited,
    ...filled,
    LATCHKEY_MODE: "local",
    LATCHKEY_DATA_DIR: dataDir,
    PORT: String(port),
    NEXTAUTH_URL: origin,
    NEXT_PUBLIC_APP_URL: origin,
    NEXT_TELEMETRY_DISABLED: "1",
  };
}
