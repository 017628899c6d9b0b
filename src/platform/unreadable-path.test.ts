import { once } from "node:events";
import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { exchange } from "../../tests/support/exchange";
import { refuseUnreadablePaths } from "./unreadable-path";

let reached: string[] = [];
const server = createServer(({ method, url }, response) => {
  reached.push(`${method} ${url}`);
  response.end();
});

beforeAll(async () => {
  refuseUnreadablePaths();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
beforeEach(() => {
  reached = [];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const port = () => (server.address() as AddressInfo).port;
const ask = (path: string, method = "GET", headers = {}) =>
  exchange(port(), { method, path, headers: { host: "localhost", ...headers }, body: method === "POST" ? "a=b" : "" });

describe("a path whose percent signs make no text", () => {
  it.each(["/u/%", "/u/%ED%A0%80", "/%ff/x?q=1", "/%c0%80", "/%E0%A4%A", "/x/%zz", "//%"])(
    "is answered with 400 and reaches nobody: %s",
    async (path) => {
      for (const method of ["GET", "POST", "DELETE", "OPTIONS", "HEAD"]) {
        const { status, headers, text } = await ask(path, method);
        expect([status, headers["cache-control"]], method).toEqual([400, "no-store"]);
        expect(headers["content-type"]).toBe("text/plain; charset=utf-8");
        expect(text).toMatch(method === "HEAD" ? /^$/ : /^This address cannot be read/);
      }
      expect(reached).toEqual([]);
    },
  );

  it("is answered with 400 before its body is asked for", async () => {
    expect((await ask("/u/%", "POST", { expect: "100-continue" })).status).toBe(400);
    expect(reached).toEqual([]);
  });

  it.each(["/", "/u/%C3%A9?q=%", "/%00", "/%25ff", "/u/%F0%9F%A6%8A", "*"])(
    "is not every path with a percent sign, or without: %s",
    async (path) => {
      expect((await ask(path, path === "*" ? "OPTIONS" : "GET")).status).toBe(200);
      expect(reached).toHaveLength(1);
    },
  );

  it("stands in the way of no other request, on its connection or beside it, though Node refuses it first", async () => {
    const socket = connect(port(), "127.0.0.1");
    const bad = "GET /u/% HTTP/1.1\r\nHost: a\r\n\r\n";
    const withoutHost = "GET /u/% HTTP/1.1\r\n\r\n";
    const answers = Promise.all(Array.from({ length: 20 }, (_, index) => ask(index % 2 ? "/%" : `/beside/${index}`)));
    socket.write(`${bad}GET /last HTTP/1.1\r\nHost: a\r\n\r\n${bad}`);
    expect((await answers).map(({ status }) => status)).toEqual(
      Array.from({ length: 20 }, (_, index) => (index % 2 ? 400 : 200)),
    );
    socket.end(withoutHost);
    let text = "";
    for await (const chunk of socket) text += String(chunk);
    expect(text.match(/^HTTP\/1.1 \d+/gm)).toEqual(["HTTP/1.1 400", "HTTP/1.1 200", "HTTP/1.1 400", "HTTP/1.1 400"]);
    expect((await ask("/after")).status).toBe(200);
    expect(reached.filter((line) => line.includes("%"))).toEqual([]);
    expect(reached).toHaveLength(12);
  });
});
