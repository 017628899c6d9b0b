const descriptions = {
  incorrect_client_credentials: "The client_id and/or client_secret passed are incorrect.",
  bad_verification_code: "The code passed is incorrect or expired.",
  redirect_uri_mismatch: "The redirect_uri MUST match the registered callback URL for this application.",
};

const docsUrl =
  "https://docs.github.com/apps/managing-oauth-apps/troubleshooting-oauth-app-access-token-request-errors/";

/**
 * What GitHub's token endpoint answers, with status 200, in the place of a token.
 *
 * @param {keyof typeof descriptions} error
 */
export function tokenError(error) {
  return { error, error_description: descriptions[error], error_uri: `${docsUrl}#${error.replaceAll("_", "-")}` };
}

/**
 * @param {string | undefined} authorization the header
 * @returns {{ id: string, secret: string } | null} null where it is no basic authentication
 */
export function parseBasic(authorization) {
  const encoded = /^basic (\S+)$/i.exec(authorization ?? "")?.[1];
  if (encoded === undefined) return null;
  const [id = "", secret = ""] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  // Each half is form-encoded first, as RFC 6749 section 2.3.1 has it.
  return { id: formDecoded(id), secret: formDecoded(secret) };
}

function formDecoded(text) {
  return new URLSearchParams(`value=${text}`).get("value") ?? "";
}
