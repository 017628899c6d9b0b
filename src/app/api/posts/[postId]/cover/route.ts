import { uploadRoute } from "@/auth/upload-route";
import { postActSchema } from "@/features/posts/schema";
import { setCover } from "@/features/posts/set-cover";
import { deps } from "@/platform/deps";

export const POST = uploadRoute({
  returnTo: ({ postId = "" }) => `/posts/write?post=${encodeURIComponent(postId)}`,
  kept: "cover-set",
  keep: async (viewer, { bytes, params }) => {
    const input = postActSchema.safeParse(params);
    return input.success ? await setCover(deps(), viewer, { ...input.data, bytes }) : { ok: false, reason: "unknown" };
  },
});
