import { Agent, request } from "node:http";

const answerDeadlineMs = 30_000;

/** One request and its answer; the body is read as text. */
export function send(port, { method = "GET", path, headers = {}, body, agent }) {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const options = {
      host: "127.0.0.1",
      port,
      method,
      path,
      headers: { host: `localhost:${port}`, ...headers },
      agent,
    };
    const sent = request(options, (received) => {
      let text = "";
      received.setEncoding("utf8");
      received.on("data", (chunk) => (text += chunk));
      received.on("error", reject);
      received.on("end", () =>
        resolve({ status: received.statusCode, headers: received.headers, text, ms: performance.now() - startedAt }),
      );
    });
    sent.setTimeout(answerDeadlineMs, () => sent.destroy(new Error(`no answer from ${path} in time`)));
    sent.on("error", reject);
    sent.end(body);
  });
}

/**
 * Sends the request `count` times over `connections` kept-alive connections, each with the next as soon as it has its answer.
 * @returns {Promise<number[]>} how long each took, in ms
 * @throws {Error} when an answer is not the one that is expected: a fast refusal is no result
 */
export async function load(port, { path, headers, expected, count, connections }) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times = [];
  let begun = 0;
  async function connection() {
    while (begun < count) {
      begun += 1;
      const answer = await send(port, { path, headers, agent });
      if (answer.status !== 200 || answer.text !== expected) {
        throw new Error(`${path} answered ${answer.status} ${answer.text}, not ${expected}`);
      }
      times.push(answer.ms);
    }
  }
  try {
    await Promise.all(Array.from({ length: connections }, connection));
  } finally {
    agent.destroy();
  }
  return times;
}
