import { z } from "zod";
import type { Deps } from "@/core/deps";
import type { Viewer } from "@/core/viewer";
import type { ImageKind } from "@/platform/prisma/enums";
import { imageSizes } from "./policy";

export const imageInputSchema = z.object({
  imageId: z.uuid(),
  size: z
    .string()
    .regex(/^\d{1,4}$/)
    .transform(Number),
});

/**
 * One width of an image in WebP, for those who may see what it belongs to: its owner and administrators always, everybody else an avatar
 * of a public profile and a cover of a published post, while the owner is neither suspended nor unconfirmed. Otherwise null, as for an
 * image that never was.
 */
export async function readImage(
  deps: Pick<Deps, "statements" | "pictureStore" | "log">,
  viewer: Viewer | null,
  { imageId, size }: z.output<typeof imageInputSchema>,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const [found] = await deps.statements.run<{ kind: ImageKind }>({
    name: "latchkey_read_image",
    text: `
      SELECT i."kind" FROM "Image" i
      JOIN "User" u ON u."id" = i."ownerId"
      WHERE i."id" = $1 AND (
        u."id" = $2 OR $3 = 'ADMIN' OR u."isVerified" AND u."suspendedAt" IS NULL AND CASE i."kind"
          WHEN 'AVATAR' THEN EXISTS (SELECT FROM "Profile" WHERE "userId" = u."id" AND "isPublic" AND "avatarUrl" = '/images/' || i."id")
          ELSE EXISTS (SELECT FROM "Post" WHERE "authorId" = u."id" AND "published" AND "coverImage" = '/images/' || i."id")
        END
      )`,
    values: [imageId, viewer?.id ?? null, viewer?.role ?? null],
  });
  if (!found || !imageSizes[found.kind].some(({ width }) => width === size)) return null;
  const bytes = await deps.pictureStore.get(imageId, size);
  if (!bytes) deps.log.warn("picture_missing", { imageId, size });
  return bytes;
}
