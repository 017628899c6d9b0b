import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { createExpiringStore } from "./expiring-store.mjs";
import { spoilAnswer, spoilBody } from "./faults.mjs";
import { parseBasic, tokenError } from "./github-errors.mjs";
import { emailsOf, userOf } from "./github-profile.mjs";
import { readFields, redirect, send, sendJson } from "./http.mjs";

/** As GitHub's documentation has it. */
const codeTtlMs = 10 * 60_000;
const tokenTtlMs = 8 * 60 * 60_000;
const authorizationTtlMs = 60 * 60_000;

/**
 * @typedef {object} Authorization what the browser asked for
 * @property {string} redirectUri
 * @property {string | null} state
 * @property {string[]} scopes
 * @property {string | null} codeChallenge
 */

/**
 * GitHub's OAuth app flow and the two REST endpoints that a sign-in reads, faithful to its documentation: errors with status 200,
 * scopes joined by commas, codes for once and ten minutes, PKCE where the app asks for it, `iss` in the answer to the browser.
 *
 * @param {object} options
 * @param {string} options.url the base of all its paths
 * @param {{ clientId: string, clientSecret: string }} options.client
 * @param {string} options.redirectUri the callback URL that is registered
 * @param {import("./director.mjs").Director} options.director
 * @param {(milliseconds: number) => Promise<void>} options.pause
 * @param {() => number} options.now epoch milliseconds
 */
export function createGithub({ url, client, redirectUri, director, pause, now }) {
  const mount = new URL(url).pathname;
  const issuer = `${url}/login/oauth`;
  const authorizations = createExpiringStore({ ttlMs: authorizationTtlMs, now });
  const codes = createExpiringStore({ ttlMs: codeTtlMs, now });
  const accessTokens = createExpiringStore({ ttlMs: tokenTtlMs, now });
  const routes = {
    "GET /login/oauth/authorize": authorize,
    "POST /login/oauth/access_token": exchange,
    "GET /user": showUser,
    "GET /user/emails": showEmails,
  };

  return {
    handle,
    /** @param {string} id @returns {Authorization | null} */
    findAuthorization: (id) => authorizations.find(id),
    finish,
  };

  async function handle(request, response) {
    const path = request.url.slice(mount.length).split("?")[0];
    const route = routes[`${request.method} ${path}`];
    if (!route) return sendJson(response, notFound, { status: 404 });
    await route(request, response);
  }

  function authorize(request, response) {
    const { searchParams } = new URL(request.url, url);
    director.note({ provider: "github", step: "authorize", details: Object.fromEntries(searchParams) });
    if (searchParams.get("client_id") !== client.clientId)
      return send(response, {
        status: 404,
        type: "text/plain",
        text: "The local identity provider (GitHub): unknown client_id.",
      });
    const state = searchParams.get("state");
    const asked = searchParams.get("redirect_uri") ?? redirectUri;
    if (!isBelow(asked, redirectUri)) return redirect(response, answer(redirectUri, { ...redirectUriMismatch, state }));
    if (searchParams.has("code_challenge") && searchParams.get("code_challenge_method") !== "S256")
      return redirect(response, answer(asked, { ...challengeMethodRefused, state }));
    const id = randomBytes(24).toString("base64url");
    const scopes = (searchParams.get("scope") ?? "").split(/[\s,]+/).filter(Boolean);
    authorizations.put(id, { redirectUri: asked, state, scopes, codeChallenge: searchParams.get("code_challenge") });
    redirect(response, `${mount}/choose/${id}`);
  }

  /** Goes on with the authorization as whom was chosen; once. */
  function finish(response, id, choice) {
    const authorization = authorizations.take(id);
    if (!authorization) return send(response, { status: 410, type: "text/plain", text: "This authorization is over." });
    const { redirectUri: back, state } = authorization;
    if (choice.fault === "access-denied") return redirect(response, answer(back, { ...accessDenied, state }));
    const code = randomBytes(10).toString("hex");
    codes.put(code, { ...authorization, choice });
    redirect(response, spoilAnswer(answer(back, { code, state }), choice.fault));
  }

  async function exchange(request, response) {
    const fields = await readFields(request);
    const reply = (body) => sendInAskedForm(request, response, body);
    const basic = parseBasic(request.headers.authorization);
    const clientId = basic?.id ?? fields.get("client_id");
    if (clientId !== client.clientId || !isSame(basic?.secret ?? fields.get("client_secret"), client.clientSecret))
      return reply(tokenError("incorrect_client_credentials"));
    const code = codes.take(fields.get("code"));
    if (!code) return reply(tokenError("bad_verification_code"));
    const asked = fields.get("redirect_uri");
    if (asked !== null && asked !== code.redirectUri) return reply(tokenError("redirect_uri_mismatch"));
    if (!provesChallenge(fields.get("code_verifier"), code.codeChallenge))
      return reply(tokenError("bad_verification_code"));
    await answerToken(request, response, code);
  }

  async function answerToken(request, response, { choice, scopes: asked }) {
    const { person, fault, delayMs } = choice;
    const scopes = fault === "token-without-scope" ? [] : asked;
    const accessToken = `gho_${randomBytes(27).toString("base64url").replace(/[-_]/g, "0")}`;
    accessTokens.put(accessToken, { choice, scopes });
    const { id_token: _, ...tokenFields } = person.tokenFields;
    const body = { access_token: accessToken, token_type: "bearer", scope: scopes.join(","), ...tokenFields };
    director.note({ provider: "github", step: "token", details: { ...body } });
    await pause(delayMs);
    const spoiled = spoilBody(body, fault, "token");
    if (spoiled) return send(response, spoiled);
    sendInAskedForm(request, response, fault === "token-error" ? tokenError("bad_verification_code") : body);
  }

  function showUser(request, response) {
    const access = requireAccess(request, response, "user");
    if (!access) return;
    const { id, ...rest } = userOf(access.choice.person, url);
    const profile = access.choice.fault === "user-without-id" ? rest : { id, ...rest };
    answerResource(response, profile, { access, endpoint: "user", accepted: "" });
  }

  function showEmails(request, response) {
    const access = requireAccess(request, response, "emails");
    if (!access) return;
    const accepted = "user, user:email";
    // GitHub hides what the scopes do not open.
    if (!access.scopes.some((scope) => accepted.split(", ").includes(scope)))
      return sendJson(response, notFound, { status: 404, headers: scopeHeaders(access, accepted) });
    answerResource(response, emailsOf(access.choice.person), { access, endpoint: "emails", accepted });
  }

  function requireAccess(request, response, step) {
    if (!request.headers["user-agent"]) {
      send(response, { status: 403, type: "text/plain", text: "Make sure your request has a User-Agent header." });
      return null;
    }
    const token = /^(?:bearer|token) (\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
    const access = accessTokens.find(token);
    director.note({ provider: "github", step, details: { authorized: access !== null } });
    const message = token === undefined ? "Requires authentication" : "Bad credentials";
    if (!access) sendJson(response, { ...notFound, message, status: "401" }, { status: 401 });
    return access;
  }

  function answer(back, params) {
    const location = new URL(back);
    for (const [name, value] of Object.entries(params)) if (value !== null) location.searchParams.set(name, value);
    location.searchParams.set("iss", issuer);
    return location;
  }
}

const notFound = { message: "Not Found", documentation_url: "https://docs.github.com/rest", status: "404" };

const authorizationErrorsUrl =
  "https://docs.github.com/apps/managing-oauth-apps/troubleshooting-authorization-request-errors/";

const accessDenied = {
  error: "access_denied",
  error_description: "The user has denied your application access.",
  error_uri: `${authorizationErrorsUrl}#access-denied`,
};

const redirectUriMismatch = {
  error: "redirect_uri_mismatch",
  error_description: "The redirect_uri MUST match the registered callback URL for this application.",
  error_uri: `${authorizationErrorsUrl}#redirect-uri-mismatch`,
};

const challengeMethodRefused = {
  error: "invalid_request",
  error_description: "The code_challenge_method must be S256.",
};

/** GitHub takes the registered callback URL and what lies below it. */
function isBelow(asked, registered) {
  if (!URL.canParse(asked)) return false;
  const [{ origin, pathname }, callback] = [new URL(asked), new URL(registered)];
  return origin === callback.origin && (pathname === callback.pathname || pathname.startsWith(`${callback.pathname}/`));
}

function provesChallenge(verifier, challenge) {
  if (challenge === null) return true;
  return isSame(
    createHash("sha256")
      .update(verifier ?? "")
      .digest("base64url"),
    challenge,
  );
}

function isSame(given, expected) {
  const [a, b] = [given ?? "", expected].map((text) => createHash("sha256").update(text).digest());
  return timingSafeEqual(a, b);
}

function sendInAskedForm(request, response, body) {
  if (request.headers.accept?.includes("application/json")) return sendJson(response, body);
  const text = new URLSearchParams(Object.entries(body).map(([name, value]) => [name, String(value)])).toString();
  send(response, { type: "application/x-www-form-urlencoded", text });
}

function answerResource(response, body, { access, endpoint, accepted }) {
  const spoiled = spoilBody(body, access.choice.fault, endpoint);
  if (spoiled) return send(response, spoiled);
  sendJson(response, body, { headers: scopeHeaders(access, accepted) });
}

function scopeHeaders({ scopes }, accepted) {
  return { "x-oauth-scopes": scopes.join(", "), "x-accepted-oauth-scopes": accepted };
}
