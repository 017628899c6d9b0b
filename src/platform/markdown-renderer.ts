import path from "node:path";
import { Worker } from "node:worker_threads";
import type { MarkdownRenderer } from "@/core/deps";
import { asTyped } from "@/features/posts/as-typed.mjs";
import { createWorkerPool } from "./worker-pool";

/** The longest text takes a second or two; what was made to take longer is not worth more of a core. */
const defaultDeadlineMs = 5_000;

/** A text of a few paragraphs takes milliseconds: who comes beyond so many is told to come again. */
const maxQueue = 50;

/** Some ten times what the longest text needs. */
const resourceLimits = { maxOldGenerationSizeMb: 256 };

// Read by the bundler where the worker is made, as in `hash-pool.ts`.
const workerFile = path.join(process.cwd(), "src/platform/markdown-worker.mjs");

/**
 * Markdown as HTML by `renderMarkdown`, in a thread of its own: nobody's text keeps others waiting for their answers, or takes the
 * server's memory. What does not come to an end there is shown as it was typed. `onCrash` is told why a thread died.
 */
export function createMarkdownRenderer({
  deadlineMs = defaultDeadlineMs,
  onCrash,
}: { deadlineMs?: number; onCrash?: (error: unknown) => void } = {}): MarkdownRenderer & { close(): Promise<void> } {
  const pool = createWorkerPool<string, string>({
    size: 1,
    maxQueue,
    deadlineMs,
    onCrash,
    startWorker: () => new Worker(workerFile, { resourceLimits }),
  });
  return {
    async render(markdown) {
      const outcome = await pool.run(markdown);
      if (outcome === "busy") return null;
      return outcome === "lost" ? asTyped(markdown) : outcome.result;
    },
    close: () => pool.close(),
  };
}
