/* Upstash's REST protocol in front of the Redis of the first argument, in a process of its own; tells its parent where. */
import { openTypeScript } from "../lib/load-typescript.mjs";

const typescript = await openTypeScript();
const { startUpstashFront } = await typescript.load("tests/support/upstash-front.ts");
const { url, token } = await startUpstashFront(process.argv[2]);
process.send({ url, token });
