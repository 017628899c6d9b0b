import { createHash } from "node:crypto";
import { personas } from "./personas.mjs";
import { pickerStyle } from "./picker-style.mjs";

const styleHash = createHash("sha256").update(pickerStyle).digest("base64");

/**
 * Says what the page may do: nothing but show itself, and post to this provider, which then sends the browser back to the app.
 *
 * @param {string} appOrigin
 */
export function pickerHeaders(appOrigin) {
  const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self' ${appOrigin}; base-uri 'none'; frame-ancestors 'none'`;
  return { "content-security-policy": policy, "x-frame-options": "DENY" };
}

/**
 * The page on which a developer chooses who comes back; it needs no script.
 *
 * @param {{ providerName: string, appOrigin: string, scopes: string[], fault?: string }} options
 */
export function pickerPage({ providerName, appOrigin, scopes, fault }) {
  const asked = scopes.length === 0 ? "no scope" : scopes.map((scope) => `<code>${escapeHtml(scope)}</code>`).join(" ");
  return page(
    `${providerName}, played locally`,
    `<p class="notice">Local identity provider · this is not ${providerName}</p>
<h1>Continue to your app as…</h1>
<p class="lead">This page plays ${providerName} on your machine. Choose who comes back to <code>${escapeHtml(appOrigin)}</code>, which asks for ${asked}. Nothing is remembered for the next time.</p>
${fault ? `<p class="fault" role="alert">${escapeHtml(fault)}</p>` : ""}
<h2>People</h2>
<ul>${listOf("person")}</ul>
<h2>Trouble</h2>
<ul class="trouble">${listOf("trouble")}</ul>
<h2>Somebody else</h2>
${describedForm()}
<footer>The app does not know the difference: it runs the same code as with the real ${providerName}. In production this page does not exist.</footer>`,
  );
}

/** @param {string} title @param {string} text */
export function plainPage(title, text) {
  return page(title, `<p class="notice">Local identity provider</p><h1>${title}</h1><p class="lead">${text}</p>`);
}

function page(title, main) {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${pickerStyle}</style>
</head>
<body>
<div class="stripes"></div>
<main>
${main}
</main>
</body>
</html>
`;
}

function listOf(group) {
  const items = personas.filter((persona) => persona.group === group);
  return items
    .map((persona) => `<li>${persona.typesAddress ? addressForm(persona) : personaForm(persona)}</li>`)
    .join("");
}

function personaForm(persona) {
  const { key, title, summary, person } = persona;
  const address = persona.group === "person" && person.email ? `<code>${person.email}</code> · ` : "";
  return `<form method="post"><button class="persona" name="persona" value="${key}">
<span class="avatar" aria-hidden="true">${initials(title)}</span><span class="title">${title}</span>${tag(persona)}
<span class="summary">${address}${summary}</span></button></form>`;
}

function addressForm({ key, title, summary }) {
  return `<form method="post" class="card"><div class="head">
<span class="avatar" aria-hidden="true">${initials(title)}</span><span class="title">${title}</span>
<span class="summary">${summary}</span></div>
<input type="hidden" name="persona" value="${key}">
<label>Address of the local user <input type="email" name="email" required placeholder="you@example.com"></label>
<button class="go">Continue with this address</button></form>`;
}

function describedForm() {
  return `<form method="post" class="described card"><input type="hidden" name="persona" value="described">
<div class="row"><label>Name <input type="text" name="name" placeholder="Ada Example"></label>
<label>Address <input type="email" name="email" required placeholder="ada@example.com"></label></div>
<label class="check"><input type="checkbox" name="verified" checked> The provider has verified this address</label>
<button class="go">Continue as this person</button></form>`;
}

function tag({ group, person }) {
  if (group === "trouble") return `<span class="tag">trouble</span>`;
  if (person.email === null) return `<span class="tag warn">no e-mail</span>`;
  return person.emailVerified ? `<span class="tag">verified</span>` : `<span class="tag warn">unverified</span>`;
}

function initials(title) {
  const words = title.split(" ");
  return words
    .slice(0, 2)
    .map((word) => word[0]?.toUpperCase())
    .join("");
}

function escapeHtml(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}
