#!/usr/bin/env node
/* `npm start` and `npm run dev`: from a fresh clone to a running app. Nothing but Node is needed before the packages are there. */
import { nodeVersionFault } from "./start/node-version.mjs";

const fault = nodeVersionFault(process.versions.node);
if (fault === null) {
  import("./start/main.mjs").then(({ main }) =>
    main({ dev: process.argv.includes("--dev"), demo: process.argv.includes("--demo") }),
  );
} else {
  console.error(fault);
  process.exitCode = 1;
}
