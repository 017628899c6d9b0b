import { randomBytes, randomInt } from "node:crypto";
import { startIdentityProvider } from "../../src/local/identity-provider/identity-provider.mjs";
import type { IdentityProvider, Person, SeenStep } from "../../src/local/identity-provider/identity-provider.mjs";
import { freePort, startApp, type App } from "./app-server";
import type { Variant } from "./app-build";
import { newEmail } from "./form-client";

export type ProviderName = SeenStep["provider"];

export type ProviderApp = App & { provider: IdentityProvider };

/** Starts the built app beside the provider that plays Google and GitHub; in local mode, for production refuses that provider. */
export async function startProviderApp({ variant = "production" }: { variant?: Variant } = {}): Promise<ProviderApp> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const google = newClient();
  const github = newClient();
  const app = await startApp({
    variant,
    env: {
      LATCHKEY_MODE: "local",
      GOOGLE_CLIENT_ID: google.clientId,
      GOOGLE_CLIENT_SECRET: google.clientSecret,
      GITHUB_ID: github.clientId,
      GITHUB_SECRET: github.clientSecret,
      LATCHKEY_LOCAL_GOOGLE_ISSUER: `${url}/google`,
      LATCHKEY_LOCAL_GITHUB_URL: `${url}/github`,
    },
  });
  for (const { clientSecret } of [google, github]) app.mark(clientSecret);
  const provider = await startIdentityProvider({ appUrl: app.origin, port, google, github });
  return {
    ...app,
    provider,
    stop: async () => {
      for (const token of tokensGivenOut(provider)) app.mark(token);
      await provider.close();
      await app.stop();
    },
  };
}

/** Every token that the provider gave to the app so far. */
export function tokensGivenOut(provider: IdentityProvider): string[] {
  const names = ["access_token", "id_token", "refresh_token"];
  const answers = provider.control.seen().filter(({ step }) => step === "token");
  return answers
    .flatMap(({ details }) => names.map((name) => details[name]))
    .filter((token): token is string => typeof token === "string" && token.length >= 16);
}

/** Somebody whom no other test knows, with a verified address. */
export function newIdentity(): Pick<Person, "subject" | "id" | "login" | "name"> & { email: string } {
  const login = `person-${randomBytes(5).toString("hex")}`;
  return {
    subject: String(randomInt(2 ** 47)),
    id: randomInt(2 ** 31),
    login,
    name: "Grace Hopper",
    email: newEmail(),
  };
}

function newClient() {
  return { clientId: randomBytes(8).toString("hex"), clientSecret: randomBytes(32).toString("base64url") };
}
