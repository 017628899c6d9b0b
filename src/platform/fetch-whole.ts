import { inTime } from "./in-time";

export type WholeAnswer = { status: number; headers: Headers; bytes: Buffer<ArrayBuffer> };

type Options = Omit<RequestInit, "signal" | "cache"> & {
  /** Milliseconds for all of it: name, connection, and the last byte. */
  deadlineMs: number;
  /** Of the body. What is longer is an error. */
  maxBytes: number;
};

/**
 * What an address answers, read to its end; throws where it does not within the deadline. A signal alone keeps none: told to follow no
 * redirect, Node's `fetch` loses it where garbage is collected while the body arrives, and who reads the body waits for ever.
 */
export async function fetchWhole(address: string, { deadlineMs, maxBytes, ...init }: Options): Promise<WholeAnswer> {
  const aborter = new AbortController();
  async function read(): Promise<WholeAnswer> {
    const { status, headers, body } = await fetch(address, { ...init, cache: "no-store", signal: aborter.signal });
    return { status, headers, bytes: await readToEnd(body, maxBytes) };
  }
  try {
    return await inTime(read(), deadlineMs);
  } finally {
    aborter.abort();
  }
}

async function readToEnd(body: AsyncIterable<Uint8Array> | null, maxBytes: number): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new Error("The answer is too long.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
