import type { WholeAnswer } from "@/platform/fetch-whole";
import { oauthProviders } from "@/platform/oauth-providers";
import { ask, readJson } from "../ask";
import { read, type Context } from "../context";
import { codeOf } from "../database";
import { fault, good, note, orGood, skipped, warning, type Finding } from "../finding";

const answerMs = 2_500;

const notRunning = "the app does not answer, so nothing of it was looked at";
const restart = "Restart the app with the environment of this doctor, or run the doctor with the app's.";

type Answer = ({ ok: true } & WholeAnswer) | { ok: false; code: string };

/** One page of the app through its public address, as anybody would ask for it. */
async function askApp(appUrl: string, path: string): Promise<Answer> {
  try {
    return { ok: true, ...(await ask(appUrl + path, { deadlineMs: answerMs })) };
  } catch (error) {
    return { ok: false, code: codeOf(error) };
  }
}

export async function checkApp(context: Context): Promise<Finding[]> {
  const appUrl = read(context, "NEXTAUTH_URL");
  if (appUrl === null) return [skipped("app", "NEXTAUTH_URL names no address")];
  const answer = await askApp(appUrl, "/api/auth/csrf");
  if (!answer.ok) return [unreachable(appUrl, answer.code)];
  const { status, headers } = answer;
  const location = headers.get("location");
  if (location !== null) {
    const to = URL.canParse(location, appUrl) ? new URL(location, appUrl).origin : "elsewhere";
    const sentence = `${appUrl} sends everybody on to ${to}`;
    const remedy = "Set NEXTAUTH_URL to the origin that people end at: links, cookies and callbacks stand on it.";
    return [fault({ id: "app.redirect", sentence, remedy })];
  }
  if (status >= 500) {
    const sentence = `${appUrl} answers ${status}`;
    return [fault({ id: "app.failing", sentence, remedy: "Read the log of the app, and of the proxy in front." })];
  }
  if (!isOurs(answer)) {
    const sentence = `another program answers at ${appUrl}`;
    return [
      fault({ id: "app.foreign", sentence, remedy: "Lead NEXTAUTH_URL's address to this app, with its path /api." }),
    ];
  }
  return [good("app", `answers at ${appUrl}`)];
}

function unreachable(appUrl: string, code: string): Finding {
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|SSL|TLS/i.test(code)) {
    const sentence = `the certificate of ${appUrl} is not accepted (${code})`;
    return fault({ id: "app.certificate", sentence, remedy: "Renew it, with its whole chain and for this name." });
  }
  return note("app.away", `nothing answers at ${appUrl} (${code || "too slow"}): start the app to have it looked at`);
}

function isOurs(answer: WholeAnswer): boolean {
  return typeof readJson(answer)["csrfToken"] === "string";
}

export async function checkCookies(context: Context): Promise<Finding[]> {
  const appUrl = read(context, "NEXTAUTH_URL");
  const answer = appUrl === null ? null : await askApp(appUrl, "/api/auth/csrf");
  if (appUrl === null || !answer?.ok || !isOurs(answer)) return [skipped("cookies", notRunning)];
  const found = judgeCookies(answer.headers.getSetCookie(), appUrl);
  return orGood(
    found,
    "cookies",
    appUrl.startsWith("https:") ? "__Host-, Secure, HttpOnly, SameSite" : "HttpOnly, SameSite",
  );
}

/** By the cookie that every visitor gets; the session's is made by the same rules. */
export function judgeCookies(setCookies: readonly string[], appUrl: string): Finding[] {
  const https = appUrl.startsWith("https:");
  const cookie = setCookies.find((line) => /^(__Host-|__Secure-)?next-auth\.csrf-token=/.test(line));
  if (cookie === undefined) {
    const remedy = "Let the proxy in front pass Set-Cookie on.";
    return [fault({ id: "cookies.none", sentence: "the app's cookie does not arrive", remedy })];
  }
  const attributes = cookie.split(";").map((part) => part.trim().toLowerCase());
  const has = (attribute: string) => attributes.includes(attribute);
  const lacks = [
    ...(has("httponly") ? [] : ["HttpOnly"]),
    ...(has("samesite=lax") || has("samesite=strict") ? [] : ["SameSite"]),
    ...(https && !has("secure") ? ["Secure"] : []),
  ];
  const found: Finding[] = lacks.map((flag) =>
    fault({
      id: `cookies.${flag}`,
      sentence: `cookies arrive without ${flag}`,
      remedy: "Let the proxy in front leave cookies as they are.",
    }),
  );
  if (cookie.startsWith("__Host-") !== https) {
    const sentence = `cookies are named for ${https ? "http" : "https"}, but NEXTAUTH_URL is ${https ? "https" : "http"}`;
    found.push(fault({ id: "cookies.prefix", sentence, remedy: restart }));
  }
  if (attributes.some((attribute) => attribute.startsWith("domain="))) {
    const sentence = "cookies arrive with a Domain, so that every subdomain gets them";
    found.push(fault({ id: "cookies.domain", sentence, remedy: "Let the proxy in front leave cookies as they are." }));
  }
  return found;
}

export async function checkHeaders(context: Context): Promise<Finding[]> {
  const appUrl = read(context, "NEXTAUTH_URL");
  const answer = appUrl === null ? null : await askApp(appUrl, "/signin");
  if (appUrl === null || !answer?.ok || answer.status !== 200) return [skipped("headers", notRunning)];
  return orGood(judgeHeaders(answer.headers, appUrl), "headers", "all there on the sign-in page");
}

const protective: readonly [name: string, pattern: RegExp][] = [
  ["Content-Security-Policy", /script-src/],
  ["X-Content-Type-Options", /^nosniff$/i],
  ["X-Frame-Options", /^(deny|sameorigin)$/i],
  ["Referrer-Policy", /./],
];

export function judgeHeaders(headers: Headers, appUrl: string): Finding[] {
  const wanted = appUrl.startsWith("https:")
    ? [...protective, ["Strict-Transport-Security", /max-age=[1-9]/] as const]
    : protective;
  const found: Finding[] = wanted
    .filter(([name, pattern]) => !pattern.test(headers.get(name) ?? ""))
    .map(([name]) =>
      fault({
        id: `headers.${name}`,
        sentence: `${name} is missing or spoilt on the sign-in page`,
        remedy: "Let the proxy in front pass the app's headers on, once and as they are.",
      }),
    );
  const isFromCache = Number(headers.get("age") ?? 0) > 0 || /\bhit\b/i.test(headers.get("x-cache") ?? "");
  if (isFromCache || /^hit$/i.test(headers.get("cf-cache-status") ?? "")) {
    const sentence = "the sign-in page comes out of a cache: one person gets another's page";
    found.push(fault({ id: "headers.cached", sentence, remedy: "Cache nothing but /_next/static." }));
  }
  return found;
}

/** What people register at a provider, and what is often mixed up. */
export function checkCallbacks(context: Context): Finding[] {
  const appUrl = read(context, "NEXTAUTH_URL") ?? "<NEXTAUTH_URL>";
  const configured = oauthProviders.filter(({ keyNames }) => keyNames.every((name) => context.source[name]));
  const found: Finding[] = [];
  const googleId = context.source["GOOGLE_CLIENT_ID"];
  if (googleId && !googleId.endsWith(".apps.googleusercontent.com")) {
    const sentence = "GOOGLE_CLIENT_ID does not end in .apps.googleusercontent.com";
    const remedy = "Copy the client's ID anew; the ID and the secret may be swapped.";
    found.push(warning({ id: "callbacks.google", sentence, remedy }));
  }
  if (configured.length === 0) return orGood(found, "callbacks", "no provider is set");
  const lines = configured.map(({ id, name }) => `${name}: ${appUrl}/api/auth/callback/${id}`);
  return [...found, note("callbacks", `compare the callbacks with those registered. ${lines.join("  ")}`)];
}
