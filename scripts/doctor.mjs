#!/usr/bin/env node
/* `npm run doctor`: what is wrong with this set-up, and what to do about it. It reads the server's own sources, so they are loaded as TypeScript. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { createJiti } from "jiti";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const jiti = createJiti(import.meta.url, { alias: { "@": path.join(root, "src") }, fsCache: false });
const { main } = await jiti.import("./doctor/command.ts");
// A check that was given up may still wait for an answer.
process.exit(await main(root, process.argv.slice(2)));
