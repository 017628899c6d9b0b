#!/usr/bin/env node
/* `npm run seed`: fills the database of local mode with made-up people. It uses the server's own sources, so they are loaded as TypeScript. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { createJiti } from "jiti";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const jiti = createJiti(import.meta.url, { alias: { "@": path.join(root, "src") }, fsCache: false });
const { main } = await jiti.import("./seed/command.ts");
process.exitCode = await main(root, process.argv.slice(2));
