/** Far above every form and token request. */
const bodyMaxBytes = 64 * 1024;

/**
 * @param {import("node:http").IncomingMessage} request
 * @returns {Promise<string | null>} null where there is too much of it
 */
export async function readBody(request) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > bodyMaxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/**
 * A form's or a JSON object's fields; none where the body is neither.
 *
 * @param {import("node:http").IncomingMessage} request
 * @returns {Promise<URLSearchParams>}
 */
export async function readFields(request) {
  const body = (await readBody(request)) ?? "";
  if (!request.headers["content-type"]?.startsWith("application/json")) return new URLSearchParams(body);
  const parsed = parseJson(body);
  const fields = typeof parsed === "object" && parsed !== null ? Object.entries(parsed) : [];
  return new URLSearchParams(fields.filter(([, value]) => typeof value === "string"));
}

/** @param {string} text @returns {unknown} undefined where it is no JSON */
export function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * @param {import("node:http").ServerResponse} response
 * @param {{ status?: number, type: string, text: string | import("node:stream").Readable, headers?: Record<string, string> }} answer
 */
export function send(response, { status = 200, type, text, headers = {} }) {
  response.writeHead(status, {
    "content-type": `${type}; charset=utf-8`,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    ...headers,
  });
  if (typeof text === "string") response.end(text);
  else text.pipe(response);
}

/** @param {import("node:http").ServerResponse} response @param {unknown} body */
export function sendJson(response, body, { status = 200, headers = {} } = {}) {
  send(response, { status, type: "application/json", text: JSON.stringify(body), headers });
}

/** @param {import("node:http").ServerResponse} response @param {string | URL} location */
export function redirect(response, location) {
  response.writeHead(303, {
    location: String(location),
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
  });
  response.end();
}
