const secretName = /SECRET|KEY|TOKEN|PASSWORD|_URL$/;

/**
 * Takes every secret of the environment out of a text, and passwords of URLs. No sentence holds one; this is for the one that will.
 * Values of fewer than 6 characters stay: they are parts of ordinary words.
 */
export function hideSecrets(text: string, source: Readonly<Record<string, string | undefined>>): string {
  const secrets = Object.entries(source).flatMap(([name, value = ""]) =>
    secretName.test(name) ? partsOf(name, value) : [],
  );
  return secrets
    .filter((secret) => secret.length >= 6)
    .sort((a, b) => b.length - a.length)
    .reduce((clean, secret) => clean.replaceAll(secret, "[hidden]"), text);
}

/** Of an address its password alone, for its origin is no secret. */
function partsOf(name: string, value: string): string[] {
  if (URL.canParse(value)) {
    const { password } = new URL(value);
    return [password, decodeURIComponent(password)];
  }
  if (name.endsWith("_URL") || name.startsWith("PASSWORD_") || name.startsWith("npm_")) return [];
  return [value, ...value.split(",").map((one) => one.trim())];
}
