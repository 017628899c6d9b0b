import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { serveControl } from "./control.mjs";
import { createDirector } from "./director.mjs";
import { createGithub } from "./github.mjs";
import { createGoogle } from "./google.mjs";
import { send } from "./http.mjs";
import { requireLocal } from "./local-only.mjs";
import { servePicker } from "./picker.mjs";
import { pickerHeaders, plainPage } from "./picker-page.mjs";

const picture = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><rect width="96" height="96" fill="#2f6f5e"/><circle cx="48" cy="38" r="16" fill="#fff"/><path d="M16 96a32 32 0 0 1 64 0z" fill="#fff"/></svg>`;

/**
 * Starts the provider that plays Google and GitHub for an app on this machine. Its types are in `identity-provider.d.mts`.
 * It lives on 127.0.0.1 while the app is on `localhost`, since cookies know hosts but no ports.
 */
export async function startIdentityProvider({
  appUrl,
  host = "127.0.0.1",
  port = 0,
  google = newClient("local-google"),
  github = newClient("local-github"),
  controlKey = randomBytes(32).toString("base64url"),
  log = () => undefined,
  now = Date.now,
  processEnv = process.env,
}) {
  requireLocal({ appUrl, host, processEnv });
  const server = createServer({ keepAliveTimeout: 1000 });
  server.listen(port, host);
  await once(server, "listening");
  const { port: bound } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const authority = `${host.includes(":") ? `[${host}]` : host}:${bound}`;
  const origin = `http://${authority}`;
  const ended = new AbortController();
  const pause = async (milliseconds) => {
    // The end of this provider cuts a wait short; nobody reads the answer that follows.
    if (milliseconds > 0) await delay(milliseconds, undefined, { signal: ended.signal }).catch(() => undefined);
  };
  const appOrigin = new URL(appUrl).origin;
  const director = createDirector();
  const shared = { director, pause, log };
  const places = {
    google: { name: "Google", url: `${origin}/google` },
    github: { name: "GitHub", url: `${origin}/github` },
  };
  const providers = {
    google: await createGoogle({
      ...shared,
      issuer: places.google.url,
      client: google,
      redirectUri: `${appOrigin}/api/auth/callback/google`,
    }),
    github: createGithub({
      ...shared,
      url: places.github.url,
      client: github,
      redirectUri: `${appOrigin}/api/auth/callback/github`,
      now,
    }),
  };

  server.on("request", (request, response) => {
    route(request, response).catch((error) => {
      // A client that went away, or the end of this provider, cuts an answer off; both are no fault.
      if (ended.signal.aborted || request.destroyed) return response.destroy();
      log(`The local identity provider failed: ${error.stack}`);
      if (!response.headersSent)
        send(response, { status: 500, type: "text/plain", text: "The local identity provider failed." });
    });
  });

  return {
    port: bound,
    googleIssuer: places.google.url,
    githubUrl: places.github.url,
    environment: {
      GOOGLE_CLIENT_ID: google.clientId,
      GOOGLE_CLIENT_SECRET: google.clientSecret,
      GITHUB_ID: github.clientId,
      GITHUB_SECRET: github.clientSecret,
      LATCHKEY_LOCAL_GOOGLE_ISSUER: places.google.url,
      LATCHKEY_LOCAL_GITHUB_URL: places.github.url,
    },
    control: {
      url: `${origin}/control`,
      key: controlKey,
      queue: director.queue,
      clear: director.clear,
      seen: director.seen,
    },
    close,
  };

  async function route(request, response) {
    // A page elsewhere that gives its own name this address reads nothing here.
    if (request.headers.host !== authority)
      return send(response, { status: 421, type: "text/plain", text: `This provider is at ${origin} alone.` });
    const [, first, second, id] = new URL(request.url, origin).pathname.split("/");
    if (first === "control") return await serveControl(request, response, { director, key: controlKey });
    if (first === "picture.svg") return send(response, { type: "image/svg+xml", text: picture });
    const [place, provider] = [places[first], providers[first]];
    if (!place || !provider) return sendFrontPage(response);
    if (second !== "choose") return await provider.handle(request, response);
    const picker = { provider: first, providerName: place.name, appOrigin, director };
    await servePicker(request, response, { ...picker, ...authorizationAt(first, { request, response, id }) });
  }

  function authorizationAt(name, { request, response, id }) {
    if (name === "github")
      return {
        find: async () => providers.github.findAuthorization(id),
        finish: async (choice) => providers.github.finish(response, id, choice),
      };
    return {
      find: () => providers.google.findAuthorization(request, response),
      finish: (choice) => providers.google.finish(request, response, choice),
    };
  }

  function sendFrontPage(response) {
    const text = `It plays Google and GitHub for the app at <code>${appOrigin}</code>. Start there: choose “Continue with Google” or “Continue with GitHub”.`;
    send(response, {
      status: 404,
      type: "text/html",
      text: plainPage("Nothing to choose yet", text),
      headers: pickerHeaders(appOrigin),
    });
  }

  async function close() {
    ended.abort();
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  }
}

function newClient(name) {
  return {
    clientId: `${name}-${randomBytes(8).toString("hex")}`,
    clientSecret: randomBytes(32).toString("base64url"),
  };
}
