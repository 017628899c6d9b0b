import { Readable } from "node:stream";

/** What can go wrong in the answer to the browser, by either provider. */
export const answerFaults = /** @type {const} */ ([
  "access-denied",
  "hostile-error",
  "wrong-state",
  "missing-state",
  "other-issuer",
]);

/** What can go wrong at the token endpoint of either provider. */
export const tokenFaults = /** @type {const} */ ([
  "token-500",
  "token-truncated",
  "token-stalled",
  "token-html",
  "token-error",
  "token-empty",
]);

/** What can be wrong with Google's id_token. */
export const idTokenFaults = /** @type {const} */ ([
  "id-token-missing",
  "id-token-wrong-audience",
  "id-token-wrong-issuer",
  "id-token-wrong-nonce",
  "id-token-missing-nonce",
  "id-token-expired",
  "id-token-unsigned",
  "id-token-other-key",
  "id-token-hmac",
]);

/** What can go wrong in GitHub's answers about a person. */
export const profileFaults = /** @type {const} */ ([
  "token-without-scope",
  "user-500",
  "user-truncated",
  "user-stalled",
  "user-without-id",
  "emails-500",
  "emails-truncated",
]);

/**
 * @typedef {typeof answerFaults[number] | typeof tokenFaults[number] | typeof idTokenFaults[number] | typeof profileFaults[number]} Fault
 */

/** @type {Record<"google" | "github", readonly Fault[]>} */
export const faultsOf = {
  google: [...answerFaults, ...tokenFaults, ...idTokenFaults],
  github: [...answerFaults, ...tokenFaults, ...profileFaults],
};

const script = `<script>alert(document.domain)</script>`;

/**
 * Spoils the address that sends the browser back to the app.
 *
 * @param {URL} answer @param {Fault | null} fault
 * @returns {URL}
 */
export function spoilAnswer(answer, fault) {
  const spoiled = new URL(answer);
  const { searchParams } = spoiled;
  if (fault === "wrong-state") searchParams.set("state", "somebody-elses-state");
  if (fault === "missing-state") searchParams.delete("state");
  if (fault === "other-issuer") searchParams.set("iss", "https://other-issuer.example");
  if (fault === "hostile-error") {
    searchParams.delete("code");
    searchParams.set("error", "access_denied");
    searchParams.set("error_description", script);
  }
  return spoiled;
}

/**
 * @param {unknown} body what the endpoint would have answered
 * @param {Fault | null} fault
 * @param {string} endpoint whose faults are meant: those whose names begin with it
 * @returns {{ status: number, type: string, text: string | Readable } | null} null where nothing is wrong here
 */
export function spoilBody(body, fault, endpoint) {
  if (fault === `${endpoint}-500`) return { status: 500, type: "text/plain", text: "Internal Server Error" };
  if (fault === `${endpoint}-html`)
    return { status: 200, type: "text/html", text: `<h1>Sign in to the proxy</h1>${script}` };
  if (fault === `${endpoint}-empty`) return { status: 200, type: "application/json", text: "{}" };
  const json = JSON.stringify(body);
  const half = json.slice(0, Math.ceil(json.length / 2));
  if (fault === `${endpoint}-truncated`) return { status: 200, type: "application/json", text: half };
  if (fault === `${endpoint}-stalled`) return { status: 200, type: "application/json", text: withoutEnd(half) };
  return null;
}

/** @param {string} text what comes, and after it neither more nor an end */
function withoutEnd(text) {
  const stream = new Readable({ read() {} });
  stream.push(text);
  return stream;
}
