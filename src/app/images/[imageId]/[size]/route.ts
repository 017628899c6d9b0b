import type { NextRequest } from "next/server";
import { readRequestViewer } from "@/auth/viewer";
import { imageInputSchema, readImage } from "@/features/images/read-image";
import { deps } from "@/platform/deps";

/** An image is never altered, but who may see it changes; so long a browser shows it without asking. */
const keepSeconds = 60;

type Context = { params: Promise<{ imageId: string; size: string }> };

/** One width of an uploaded image, in WebP. To who may not see it, it does not exist. */
export async function GET(request: NextRequest, { params }: Context): Promise<Response> {
  try {
    const input = imageInputSchema.safeParse(await params);
    const bytes = input.success && (await readImage(deps(), await readRequestViewer(request), input.data));
    if (!bytes) return answer("There is no such image.\n", 404, "no-store", "text/plain; charset=utf-8");
    return answer(bytes, 200, `private, max-age=${keepSeconds}`, "image/webp");
  } catch (error) {
    deps().log.error("image_failed", error);
    return answer("Images cannot be read at the moment.\n", 503, "no-store", "text/plain; charset=utf-8");
  }
}

function answer(body: BodyInit, status: number, cacheControl: string, contentType: string): Response {
  return new Response(body, { status, headers: { "content-type": contentType, "cache-control": cacheControl } });
}
