import { z } from "zod";
import { pageLimitSchema } from "@/core/page-limit";

/** The last row that a page showed, by what the list is sorted by. */
export type ListCursor = { key: string; id: string };

export const userSorts = ["newest", "oldest", "name", "email"] as const;
export const userStates = ["confirmed", "unconfirmed", "suspended"] as const;
export const roles = ["USER", "MODERATOR", "ADMIN"] as const;

/** Times as milliseconds of thirteen digits at most, which reach the year 2286; names and addresses without what Postgres cannot store. */
const cursorSchema = z.tuple([z.string().regex(/^[^\0]{0,320}$/), z.string().regex(/^[\w-]{1,64}$/)]);
const timeKey = /^\d{1,13}$/;

/** What the list's address asks for. What is none of ours is not asked for, and no page is larger than a hundred rows. */
export const listQuerySchema = z
  .object({
    q: z
      .string()
      .transform((text) => text.normalize("NFC").replaceAll("\0", "").trim().slice(0, 200))
      .catch(""),
    role: z.enum(roles).nullable().catch(null),
    state: z.enum(userStates).nullable().catch(null),
    /** `password`, or the id of a provider. */
    method: z
      .string()
      .regex(/^[a-z0-9][\w-]{0,39}$/)
      .nullable()
      .catch(null),
    sort: z.enum(userSorts).catch("newest"),
    limit: pageLimitSchema,
    after: z.string().max(2000).transform(readCursor).nullable().catch(null),
  })
  .transform(({ after, ...asked }) => ({ ...asked, after: after && fitting(after, asked.sort) }));

export type ListQuery = z.output<typeof listQuerySchema>;

/** Null for what is none of ours. */
function readCursor(text: string): [string, string] | null {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
  } catch {
    return null;
  }
}

function fitting([key, id]: [string, string], sort: (typeof userSorts)[number]): ListCursor | null {
  const isByTime = sort === "newest" || sort === "oldest";
  return isByTime && !timeKey.test(key) ? null : { key, id };
}

export function formatListCursor({ key, id }: ListCursor): string {
  return Buffer.from(JSON.stringify([key, id])).toString("base64url");
}

export const userIdSchema = z.string().regex(/^[\w-]{1,64}$/);
export const userActSchema = z.object({ userId: userIdSchema });
export const changeRoleSchema = z.object({ userId: userIdSchema, role: z.enum(roles, "Choose a role.") });
