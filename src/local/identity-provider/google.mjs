import { randomBytes, randomUUID } from "node:crypto";
import { exportJWK, generateKeyPair } from "jose";
// The package's entry prints a warning on Node 20, where it nevertheless works; these are the modules behind it.
import { createMemoryAdapter } from "oidc-provider/lib/adapters/memory_adapter.js";
import { base, Check, Prompt } from "oidc-provider/lib/helpers/interaction_policy/index.js";
import { Provider } from "oidc-provider/lib/provider.js";
import { createExpiringStore } from "./expiring-store.mjs";
import { spoilAnswer, spoilBody } from "./faults.mjs";
import { forgeIdToken } from "./forged-id-token.mjs";

const hourSeconds = 3600;
const codeSeconds = 600;
const sessionCookie = "latchkey_google_session";

/**
 * Google, played by a certified OpenID Connect provider: discovery, code flow with PKCE, id_tokens signed with RS256.
 *
 * @param {object} options
 * @param {string} options.issuer its path is where `handle` is mounted
 * @param {{ clientId: string, clientSecret: string }} options.client
 * @param {string} options.redirectUri the only one that is registered
 * @param {import("./director.mjs").Director} options.director
 * @param {(milliseconds: number) => Promise<void>} options.pause
 * @param {(line: string) => void} options.log
 */
export async function createGoogle({ issuer, client, redirectUri, director, pause, log }) {
  const mount = new URL(issuer).pathname;
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const keys = { signingKey: privateKey, clientSecret: client.clientSecret };
  /** The choice behind each authorization: under its interaction until it is made, under its grant from then on. */
  const choices = createExpiringStore({ ttlMs: hourSeconds * 1000, now: Date.now });
  const provider = new Provider(issuer, {
    ...registration({ client, redirectUri }),
    ...tokens,
    adapter: createMemoryAdapter(),
    jwks: { keys: [{ ...(await exportJWK(privateKey)), use: "sig", alg: "RS256", kid: randomUUID() }] },
    cookies: cookieNames(),
    interactions: { policy: askEachTime(), url: (_, { uid }) => `${mount}/choose/${uid}` },
    findAccount: ({ oidc }, _, source) => accountOf(choices.find(source?.grantId ?? interactionIdOf(oidc)), issuer),
    loadExistingGrant: ({ oidc }) => grantWhatIsAsked(provider, { oidc, choices }),
    renderError: (ctx, { error, error_description: description }) => {
      ctx.type = "text/plain";
      ctx.body = `The local identity provider (Google) refuses this request.\n\n${error}: ${description}\n`;
    },
  });
  provider.use(direct({ choices, director, pause, redirectUri, keys }));
  provider.on("error", (error) => log(`The local identity provider (Google) failed: ${error.stack}`));
  const callback = provider.callback();

  return { handle, findAuthorization, finish };

  /** @param {import("node:http").IncomingMessage} request @param {import("node:http").ServerResponse} response */
  async function handle(request, response) {
    // Nobody stays signed in here: each authorization asks anew, and none stumbles over what another one left.
    request.headers.cookie = withoutSession(request.headers.cookie ?? "");
    request.originalUrl = request.url;
    request.url = request.url.slice(mount.length) || "/";
    await callback(request, response);
  }

  /** The authorization that this browser is in the middle of: its scopes, or null where there is none. */
  async function findAuthorization(request, response) {
    const interaction = await provider.interactionDetails(request, response).catch(() => null);
    return interaction ? { scopes: String(interaction.params.scope).split(" ") } : null;
  }

  /** Goes on with the authorization as whom was chosen. */
  async function finish(request, response, choice) {
    if (choice.fault === "access-denied") {
      const denied = { error: "access_denied", error_description: "The user denied access." };
      return await provider.interactionFinished(request, response, denied);
    }
    const { uid } = await provider.interactionDetails(request, response);
    choices.put(uid, choice);
    const login = { accountId: choice.person.subject, remember: false };
    await provider.interactionFinished(request, response, { login, consent: {}, select_account: {} });
  }
}

function registration({ client, redirectUri }) {
  return {
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        redirect_uris: [redirectUri],
        grant_types: ["authorization_code"],
        response_types: ["code"],
      },
    ],
    responseTypes: ["code"],
    scopes: ["openid", "email", "profile"],
    claims: {
      openid: ["sub"],
      email: ["email", "email_verified"],
      profile: ["name", "given_name", "family_name", "picture"],
    },
    // As Google does: what the scopes ask for is in the id_token.
    conformIdTokenClaims: false,
    // Stricter than Google, so that an app that forgets PKCE is noticed here.
    pkce: { required: () => true },
    clientAuthMethods: ["client_secret_basic", "client_secret_post"],
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      rpInitiatedLogout: { enabled: false },
    },
  };
}

const tokens = {
  ttl: {
    AccessToken: hourSeconds,
    AuthorizationCode: codeSeconds,
    Grant: hourSeconds,
    IdToken: hourSeconds,
    Interaction: hourSeconds,
    Session: hourSeconds,
  },
};

function cookieNames() {
  return {
    keys: [randomBytes(32).toString("base64url")],
    names: {
      interaction: "latchkey_google_interaction",
      resume: "latchkey_google_resume",
      session: sessionCookie,
    },
  };
}

function withoutSession(cookies) {
  return cookies
    .split(/;\s*/)
    .filter((cookie) => !cookie.startsWith(sessionCookie))
    .join("; ");
}

function askEachTime() {
  const policy = base();
  policy.clear();
  const chosen = new Check("choice", "a person is chosen for each authorization", ({ oidc }) =>
    oidc.result?.login ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT,
  );
  policy.add(new Prompt({ name: "login", requestable: true }, chosen));
  policy.add(new Prompt({ name: "select_account", requestable: true }));
  policy.add(new Prompt({ name: "consent", requestable: true }));
  return policy;
}

function interactionIdOf(oidc) {
  return oidc.entities.Interaction?.uid;
}

async function grantWhatIsAsked(provider, { oidc, choices }) {
  const grant = new provider.Grant({ accountId: oidc.session.accountId, clientId: oidc.client.clientId });
  grant.addOIDCScope(oidc.params.scope);
  choices.put(await grant.save(), choices.find(interactionIdOf(oidc)));
  return grant;
}

function accountOf(choice, issuer) {
  if (choice === null) return undefined;
  const { subject, name, email, emailVerified, picture } = choice.person;
  const [givenName, ...familyNames] = (name ?? "").split(" ");
  const claims = {
    sub: subject,
    email: email ?? undefined,
    email_verified: email === null ? undefined : emailVerified,
    name: name ?? undefined,
    given_name: givenName || undefined,
    family_name: familyNames.join(" ") || undefined,
    picture: picture ?? new URL("/picture.svg", issuer).href,
  };
  return { accountId: subject, claims: () => claims };
}

/** Notes what passes, and lets go wrong what was chosen to. */
function direct({ choices, director, pause, redirectUri, keys }) {
  return async (ctx, next) => {
    await next();
    if (!ctx.oidc) return;
    const { route, params, entities } = ctx.oidc;
    if (route === "authorization") director.note({ provider: "google", step: "authorize", details: { ...params } });
    if (route === "resume") spoilRedirect(ctx, { choice: choices.find(interactionIdOf(ctx.oidc)), redirectUri });
    if (route === "token") {
      const choice = choices.find(entities.AuthorizationCode?.grantId);
      if (choice && ctx.status === 200) await answerToken(ctx, { choice, director, pause, keys });
    }
  };
}

function spoilRedirect(ctx, { choice, redirectUri }) {
  const location = ctx.response.get("location");
  if (choice && location.startsWith(redirectUri))
    ctx.set("location", spoilAnswer(new URL(location), choice.fault).href);
}

async function answerToken(ctx, { choice, director, pause, keys }) {
  const { fault, person, delayMs } = choice;
  const body = { ...ctx.body, ...person.tokenFields };
  body.id_token = await forgeIdToken(ctx.body.id_token, fault, keys);
  director.note({ provider: "google", step: "token", details: { ...body } });
  await pause(delayMs);
  const refused = fault === "token-error" && { error: "invalid_grant", error_description: "Bad Request" };
  if (refused) ctx.status = 400;
  const spoiled = spoilBody(body, fault, "token");
  if (spoiled) ctx.status = spoiled.status;
  ctx.type = spoiled?.type ?? "application/json";
  ctx.body = spoiled?.text ?? JSON.stringify(refused || body);
}
