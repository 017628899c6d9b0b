import { createHash, timingSafeEqual } from "node:crypto";
import { ZodError } from "zod";
import { parseJson, readBody, send, sendJson } from "./http.mjs";

/**
 * The director for tests in another process: `POST` queues an order, `GET` answers what was seen, `DELETE` forgets both.
 *
 * @param {import("node:http").IncomingMessage} request
 * @param {import("node:http").ServerResponse} response
 * @param {{ director: import("./director.mjs").Director, key: string }} options
 */
export async function serveControl(request, response, { director, key }) {
  if (!isBearer(request.headers.authorization, key))
    return send(response, { status: 401, type: "text/plain", text: "The control key is missing or wrong." });
  if (request.method === "GET") return sendJson(response, director.seen());
  if (request.method === "DELETE") {
    director.clear();
    return sendJson(response, { ok: true });
  }
  if (request.method !== "POST")
    return send(response, { status: 405, type: "text/plain", text: "GET, POST or DELETE." });
  try {
    director.queue(parseJson((await readBody(request)) ?? ""));
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    return sendJson(
      response,
      { error: error.issues.map(({ path, message }) => `${path.join(".")} ${message}`) },
      { status: 400 },
    );
  }
  sendJson(response, { ok: true });
}

function isBearer(header, key) {
  const [given, expected] = [header ?? "", `Bearer ${key}`].map((text) => createHash("sha256").update(text).digest());
  return timingSafeEqual(given, expected);
}
