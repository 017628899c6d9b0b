import { readBytes } from "./read-bytes";

/** The body of a request as text, read no further than `maxBytes`; null when there is more. */
export async function readText(request: Request, maxBytes: number): Promise<string | null> {
  return (await readBytes(request, maxBytes))?.toString("utf8") ?? null;
}
