import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createDirector } from "../../src/local/identity-provider/director.mjs";
import { createGoogle } from "../../src/local/identity-provider/google.mjs";
import { describedPerson } from "../../src/local/identity-provider/personas.mjs";

/** A third OpenID Connect provider, where this person says yes at once. */
export async function startGitlab(options: {
  redirectUri: string;
  client: { clientId: string; clientSecret: string };
}) {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/gitlab`;
  const person = describedPerson({ name: "Linus Gitlab", email: "linus@example.com", verified: true });
  const provider = await createGoogle({
    ...options,
    issuer,
    director: createDirector(),
    pause: async () => undefined,
    log: () => undefined,
  });
  server.on("request", (request, response) => {
    const answered = request.url?.startsWith("/gitlab/choose/")
      ? provider.finish(request, response, { person, fault: null, delayMs: 0 })
      : provider.handle(request, response);
    answered.catch(() => response.destroy());
  });
  return {
    issuer,
    person,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
