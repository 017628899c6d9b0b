import { listMessages, mailboxDir } from "@/local/mailbox/mailbox";
import { env } from "@/platform/env";

/** The local mailbox for scripts and tests, newest first; `?to=` narrows to one address. */
export async function GET(request: Request): Promise<Response> {
  const { mode, dataDir } = env();
  if (mode !== "local") return new Response(null, { status: 404 });
  const to = new URL(request.url).searchParams.get("to");
  const messages = await listMessages({ dir: mailboxDir(dataDir), ...(to === null ? {} : { to }) });
  return Response.json(messages, { headers: { "cache-control": "no-store" } });
}
