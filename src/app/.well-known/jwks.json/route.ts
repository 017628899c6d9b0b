import { publicKeys } from "@/auth/access-token";
import { env } from "@/platform/env";

/** Short enough that a rotated key is known everywhere well before a token of the old one has expired. */
const cacheSeconds = 300;

export async function GET(): Promise<Response> {
  const headers = { "cache-control": `public, max-age=${cacheSeconds}` };
  return Response.json(await publicKeys(env().jwtSecrets), { headers });
}
