import { expect, it } from "vitest";
import { readBytes } from "./read-bytes";

const chunk = new Uint8Array(1024 * 1024);

/** A request whose body is so many megabytes, and what becomes of them. */
function requestOf(megabytes: number) {
  let pulled = 0;
  let settle: (end: string) => void = () => undefined;
  const ended = new Promise<string>((resolve) => (settle = resolve));
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (pulled === megabytes) {
        controller.close();
        settle("read to its end");
      } else {
        pulled += 1;
        controller.enqueue(chunk);
      }
    },
    cancel: () => settle("cancelled"),
  });
  const request = new Request("https://app.example.com", { method: "POST", body, duplex: "half" } as RequestInit);
  return { request, ended, pulled: () => pulled };
}

it("reads a body that keeps to its bound", async () => {
  const { request } = requestOf(2);
  expect((await readBytes(request, 2 * chunk.byteLength))?.byteLength).toBe(2 * chunk.byteLength);
});

it("answers as soon as there is more, and drops the rest, so that who still sends is not cut off", async () => {
  const { request, ended, pulled } = requestOf(16);
  expect(await readBytes(request, chunk.byteLength)).toBeNull();
  expect(pulled()).toBeLessThan(16);
  expect(await ended).toBe("read to its end");
});

it("cuts off who sends without end", async () => {
  const { request, ended, pulled } = requestOf(Infinity);
  expect(await readBytes(request, chunk.byteLength)).toBeNull();
  expect(await ended).toBe("cancelled");
  expect(pulled()).toBeLessThan(40);
});
