import { z } from "zod";
import { pageCursorSchema } from "@/core/page-cursor";
import { pageLimitSchema } from "@/core/page-limit";

export const postSorts = ["changed", "oldest"] as const;
export const postStates = ["published", "draft", "withheld"] as const;
export type PostState = (typeof postStates)[number];

const typed = z
  .string()
  .transform((text) => text.normalize("NFC").replaceAll("\0", "").trim().slice(0, 320))
  .catch("");

/** What the list's address asks for. What is none of ours is not asked for, and no page is larger than a hundred rows. */
export const postListSchema = z.object({
  /** How words of the title begin. */
  q: typed,
  /** Whose: an account's whole address, or its id. */
  author: typed,
  state: z.enum(postStates).nullable().catch(null),
  sort: z.enum(postSorts).catch("changed"),
  limit: pageLimitSchema,
  after: pageCursorSchema,
});

export type PostListQuery = z.output<typeof postListSchema>;

const consolePath = "/admin/posts";
const ownParameters = /^\/admin\/posts(\?[\w%&=.+*-]{0,1500})?$/;

/** Where the removal of a post leads back to: the list as it was filtered, and nowhere else. */
export const removePostSchema = z.object({
  postId: z.uuid(),
  from: z.string().regex(ownParameters).catch(consolePath),
});
