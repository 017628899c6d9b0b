import type { NextRequest } from "next/server";
import { readFreshRequestViewer } from "@/auth/viewer";
import type { Viewer } from "@/core/viewer";
import { setAvatar, takeUpload } from "@/features/profile/set-avatar";
import { deps } from "@/platform/deps";
import { env } from "@/platform/env";
import { setFlash, type FlashKey } from "@/web/flash";
import { readUpload } from "@/web/read-upload";
import { isSameOrigin } from "@/web/same-origin";

const page = "/settings/profile";

/** What the form on the profile's page sends. A file is too large for a server action, so the browser posts it itself, with and without scripts. */
export async function POST(request: NextRequest): Promise<Response> {
  try {
    if (!isSameOrigin(request.headers, env().appUrl))
      return refusal(403, "This request does not come from a page of this site.");
    const viewer = await readFreshRequestViewer(request);
    if (!viewer) return refusal(401, "Sign in first.");
    await setFlash(await receive(request, viewer));
    return new Response(null, { status: 303, headers: { location: page, "cache-control": "no-store" } });
  } catch (error) {
    deps().log.error("avatar_failed", error);
    return refusal(503, "The picture could not be kept. Try again in a moment.");
  }
}

/** What the person is told afterwards. */
async function receive(request: Request, viewer: Viewer): Promise<FlashKey> {
  const taken = await takeUpload(deps(), viewer);
  if (!taken.ok) return "pictures-limited";
  const upload = await readUpload(request, "picture");
  if (!upload.ok) return `picture-${upload.reason}`;
  const outcome = await setAvatar(deps(), viewer, upload);
  if (outcome.ok) return "avatar-set";
  return outcome.reason === "busy" ? "pictures-busy" : "picture-unreadable";
}

function refusal(status: number, sentence: string): Response {
  return new Response(`${sentence}\n`, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
  });
}
