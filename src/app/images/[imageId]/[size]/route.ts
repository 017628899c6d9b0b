import type { NextRequest } from "next/server";
import { readRequestViewer } from "@/auth/viewer";
import { imageInputSchema, readImage } from "@/features/images/read-image";
import { deps } from "@/platform/deps";
import { plainAnswer } from "@/web/plain-answer";

/** An image is never altered, but who may see it changes; so long a browser shows it without asking. */
const keepSeconds = 60;

type Context = { params: Promise<{ imageId: string; size: string }> };

/** One width of an uploaded image, in WebP. To who may not see it, it does not exist. */
export async function GET(request: NextRequest, { params }: Context): Promise<Response> {
  try {
    const input = imageInputSchema.safeParse(await params);
    const bytes = input.success && (await readImage(deps(), await readRequestViewer(request), input.data));
    if (!bytes) return plainAnswer(404, "There is no such image.");
    const headers = { "content-type": "image/webp", "cache-control": `private, max-age=${keepSeconds}` };
    return new Response(bytes, { headers });
  } catch (error) {
    deps().log.error("image_failed", error);
    return plainAnswer(503, "Images cannot be read at the moment.");
  }
}
