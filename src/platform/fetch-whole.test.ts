import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { amongGarbageCollections } from "../../tests/support/garbage";
import { untilOneHolds } from "../../tests/support/pace";
import { fetchWhole } from "./fetch-whole";

/** For what goes well, on a busy machine too. */
const patientMs = 10_000;
const deadlineMs = 200;
const maxBytes = 1_000;

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** Its address. */
async function serve(answer: RequestListener): Promise<string> {
  server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const hang: RequestListener = () => undefined;
const stall: RequestListener = (_, response) => void response.writeHead(200).write("x");
const flood: RequestListener = (_, response) => void response.writeHead(200).write("x".repeat(maxBytes + 1));
const drip: RequestListener = (_, response) => {
  const dripping = setInterval(() => response.write("x"), 20);
  response.on("close", () => clearInterval(dripping));
};

describe("an answer that is fetched whole", () => {
  it("comes with its status, its headers and every byte", async () => {
    const address = await serve((request, response) => {
      response.writeHead(418, { "x-method": request.method });
      request.pipe(response);
    });
    const { status, headers, bytes } = await fetchWhole(address, {
      method: "POST",
      body: "a pot",
      deadlineMs: patientMs,
      maxBytes,
    });
    expect([status, headers.get("x-method"), bytes.toString()]).toEqual([418, "POST", "a pot"]);
  });

  it("may be empty", async () => {
    const address = await serve((_, response) => void response.writeHead(204).end());
    const answer = await fetchWhole(address, { deadlineMs: patientMs, maxBytes });
    expect(answer).toMatchObject({ status: 204, bytes: Buffer.alloc(0) });
  });

  it("may be as long as it is allowed to be, and not a byte longer", async () => {
    const address = await serve((request, response) => response.end("x".repeat(Number(request.url?.slice(1)))));
    const options = { deadlineMs: patientMs, maxBytes };
    expect((await fetchWhole(`${address}1000`, options)).bytes).toHaveLength(1_000);
    await expect(fetchWhole(`${address}1001`, options)).rejects.toThrow("too long");
  });

  it.each([
    ["hangs", hang],
    ["stalls after its first byte", stall],
    ["drips without an end", drip],
  ])(
    "is given up at its deadline, each time, where a server %s and garbage is collected meanwhile",
    async (_, answer) => {
      const address = await serve(answer);
      const askAgainAndAgain = async () => {
        for (let round = 0; round < 10; round++) {
          const asked = Array.from({ length: 3 }, () =>
            fetchWhole(address, { redirect: "error", deadlineMs, maxBytes }),
          );
          const answers = await Promise.allSettled(asked);
          expect(answers.map((each) => each.status)).toEqual(["rejected", "rejected", "rejected"]);
        }
      };
      const tookMs = async () => {
        const startedAt = performance.now();
        await amongGarbageCollections(askAgainAndAgain);
        return performance.now() - startedAt;
      };
      expect(await untilOneHolds(tookMs, (ms) => ms < 10_000)).toBeLessThan(10_000);
    },
  );

  it.each([
    ["stalls", stall],
    ["drips", drip],
    ["sends too much", flood],
  ])("leaves no connection open where a server %s", async (_, answer) => {
    const closed: Promise<unknown>[] = [];
    const address = await serve((request, response) => {
      closed.push(once(response, "close"));
      answer(request, response);
    });
    await amongGarbageCollections(async () => {
      // On a busy machine a deadline may be over before the server is asked.
      while (closed.length < 10) {
        await Promise.allSettled(Array.from({ length: 10 }, () => fetchWhole(address, { deadlineMs, maxBytes })));
      }
      await Promise.all(closed);
    });
  });
});
