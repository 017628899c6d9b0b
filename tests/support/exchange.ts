import { request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from "node:http";

export type Outgoing = {
  method?: string;
  /** Sent as it is, so that a test can spell a path as a browser would not. */
  path: string;
  headers?: OutgoingHttpHeaders;
  body?: string | Buffer;
};

export type Answer = {
  status: number;
  headers: IncomingHttpHeaders;
  setCookies: string[];
  text: string;
  /** Of the body, as it came over the line. */
  bytes: number;
  /** From the first byte out to the last byte in. */
  ms: number;
};

/** Leaves out what is undefined: a header that is not sent. */
export function presentHeaders(headers: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** No answer may take longer, whatever was asked. */
const deadlineMs = 30_000;

/** One request and its answer over a connection of its own, with exactly the headers that are named. Redirects are not followed. */
export function exchange(port: number, outgoing: Outgoing): Promise<Answer> {
  const { method = "GET", path, headers = {}, body } = outgoing;
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: "127.0.0.1", port, method, path, headers, setHost: false, agent: false },
      (received) => {
        const chunks: Buffer[] = [];
        received.on("data", (chunk: Buffer) => chunks.push(chunk));
        received.on("error", reject);
        received.on("end", () => {
          const whole = Buffer.concat(chunks);
          resolve({
            status: received.statusCode ?? 0,
            headers: received.headers,
            setCookies: received.headers["set-cookie"] ?? [],
            text: whole.toString(),
            bytes: whole.length,
            ms: performance.now() - startedAt,
          });
        });
      },
    );
    sent.setTimeout(deadlineMs, () => sent.destroy(new Error(`${method} ${path} had no answer in ${deadlineMs} ms`)));
    sent.on("error", reject);
    sent.end(body);
  });
}
