import type { NextRequest } from "next/server";
import type { Viewer } from "@/core/viewer";
import { takeUpload } from "@/features/images/take-upload";
import { deps } from "@/platform/deps";
import { env } from "@/platform/env";
import { setFlash, type FlashKey } from "@/web/flash";
import { plainAnswer } from "@/web/plain-answer";
import { readUpload } from "@/web/read-upload";
import { isSameOrigin } from "@/web/same-origin";
import { readFreshRequestViewer } from "./viewer";

type Params = Readonly<Record<string, string>>;
type Kept = { ok: true } | { ok: false; reason: "away" | "busy" | "no_picture" | "unknown" };
type Context = { params: Promise<Params> };

type UploadRouteOptions = {
  /** The form's page, where the browser goes afterwards. */
  returnTo: (params: Params) => string;
  /** What is said when the picture is kept. */
  kept: FlashKey;
  keep: (viewer: Viewer, picture: { bytes: Uint8Array; params: Params }) => Promise<Kept>;
};

/**
 * Makes the handler of a form with a picture in its field `picture`. A file is too large for a server action, so the browser posts it
 * itself, with and without scripts, and is sent back to the form with a sentence. Nothing is read of who is not signed in.
 */
export function uploadRoute({ returnTo, kept, keep }: UploadRouteOptions) {
  return async function handle(request: NextRequest, context: Context): Promise<Response> {
    try {
      if (!isSameOrigin(request.headers, env().appUrl))
        return plainAnswer(403, "This request does not come from a page of this site.");
      const viewer = await readFreshRequestViewer(request);
      if (!viewer) return plainAnswer(401, "Sign in first.");
      const params = await context.params;
      const fault = await receive(request, viewer, (bytes) => keep(viewer, { bytes, params }));
      if (fault === "unknown") return plainAnswer(404, "There is nothing here.");
      await setFlash(fault ?? kept);
      const location = returnTo(params);
      return new Response(null, { status: 303, headers: { location, "cache-control": "no-store" } });
    } catch (error) {
      deps().log.error("upload_failed", error);
      return plainAnswer(503, "The picture could not be kept. Try again in a moment.");
    }
  };
}

/** What was wrong, or null. */
async function receive(
  request: Request,
  viewer: Viewer,
  keep: (bytes: Uint8Array) => Promise<Kept>,
): Promise<FlashKey | "unknown" | null> {
  const taken = await takeUpload(deps(), viewer);
  if (!taken.ok) return "pictures-limited";
  const upload = await readUpload(request, "picture");
  if (!upload.ok) return `picture-${upload.reason}`;
  const outcome = await keep(upload.bytes);
  if (outcome.ok) return null;
  return faults[outcome.reason];
}

const faults = {
  away: "pictures-away",
  busy: "pictures-busy",
  no_picture: "picture-unreadable",
  unknown: "unknown",
} as const;
