/** Of what is too long so much more is dropped as it comes, for who still sends to read the answer; then the connection is cut. */
const droppedMax = 32 * 1024 * 1024;

/** The body of a request, read no further than `maxBytes`; null when there is more. */
export async function readBytes(request: Request, maxBytes: number): Promise<Buffer<ArrayBuffer> | null> {
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) return null;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader = request.body?.getReader();
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    chunks.push(read.value);
    bytes += read.value.byteLength;
    if (bytes > maxBytes) {
      if (reader) void dropRest(reader);
      return null;
    }
  }
  return Buffer.concat(chunks);
}

/** Beside the answer. To cancel at once would reset the connection, and the answer be lost to who still sends. Never rejects. */
async function dropRest(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  let dropped = 0;
  try {
    for (let read = await reader.read(); !read.done && dropped < droppedMax; read = await reader.read())
      dropped += read.value.byteLength;
    await reader.cancel();
  } catch {
    // The sender broke off.
  }
}
