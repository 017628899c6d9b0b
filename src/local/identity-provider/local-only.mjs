const loopbackHosts = ["localhost", "127.0.0.1", "[::1]"];

/** Says in one sentence why the local identity provider does not start. */
export class NotLocalError extends Error {
  name = "NotLocalError";
}

/**
 * Whoever reaches this provider signs in as whom they like, so it exists on the developer's own machine alone.
 *
 * @param {{ appUrl: string, host: string, processEnv: Readonly<Record<string, string | undefined>> }} start
 * @throws {NotLocalError}
 */
export function requireLocal({ appUrl, host, processEnv }) {
  if (processEnv.NODE_ENV === "production" || processEnv.LATCHKEY_MODE === "production")
    throw new NotLocalError("The local identity provider does not start in production: it lets anybody be anybody.");
  if (!URL.canParse(appUrl) || !loopbackHosts.includes(new URL(appUrl).hostname))
    throw new NotLocalError(
      "The local identity provider serves an app on localhost alone; this app's URL is not local.",
    );
  if (host !== "127.0.0.1" && host !== "::1")
    throw new NotLocalError("The local identity provider listens on 127.0.0.1 or ::1 alone.");
}
