import { setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import { renderMarkdown } from "../features/posts/render-markdown.mjs";

// Below the threads that answer requests. On Linux this is one thread's own.
try {
  setPriority(10);
} catch {
  // Not every system lets a thread lower itself; reading works all the same.
}

parentPort?.on("message", (markdown) => parentPort?.postMessage({ result: renderMarkdown(markdown) }));
