import { z } from "zod";
import { contentMaxLength, titleMaxLength, unpublishReasonMaxLength } from "./policy";

const lines = (text: string) => text.replace(/\r\n?/g, "\n");
/** Neither what no screen shows, but for tabs and new lines, nor what turns the direction of the text around it. */
const plainText = /^[^\p{Cs}\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]*$/u;
const controlFault = "Write without control characters.";

const userIdSchema = z.string().min(1).max(64);

/** A post's id, as pages and forms name it. */
export const postIdSchema = z.uuid();

export const postActSchema = z.object({ postId: postIdSchema });

/** A title as far as it is written. */
const titleSchema = z
  .string({ error: "Enter a title." })
  .trim()
  .max(titleMaxLength, `Enter a title of at most ${titleMaxLength} characters.`)
  .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]*$/u, "Enter a title without control characters.");

const contentSchema = z
  .string()
  .transform(lines)
  .pipe(
    z
      .string()
      .max(contentMaxLength, `Write at most ${contentMaxLength.toLocaleString("en")} characters.`)
      .regex(plainText, controlFault),
  );

/** The form's own key, the same each time that it is sent. */
const createKeySchema = z.uuid();
const versionSchema = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number);

export const writePostSchema = z.object({
  title: titleSchema.min(1, "Enter a title."),
  content: z.string().default("").pipe(contentSchema),
  createKey: createKeySchema.optional(),
});

/** `version` is the one that the person began with. */
export const savePostSchema = z.object({
  ...writePostSchema.omit({ createKey: true }).shape,
  postId: postIdSchema,
  version: versionSchema,
});

/** The writer's form: of a new post where it names none. `writerId` is whom the form was made for. */
export const postFormSchema = writePostSchema.extend({
  postId: postIdSchema.optional(),
  version: versionSchema.default(0),
  writerId: userIdSchema.optional(),
});

/** What the writer's page sends by itself. The title may be missing still, and `version` is null where the page knows of no post yet. */
export const autosaveSchema = z.strictObject({
  writerId: userIdSchema,
  createKey: createKeySchema,
  standing: z.strictObject({ postId: postIdSchema, version: z.int().min(1).max(999_999_999) }).nullable(),
  title: titleSchema,
  content: contentSchema,
});

export const withholdPostSchema = postActSchema.extend({
  reason: z
    .string({ error: "Say why: the author gets it by mail." })
    .transform(lines)
    .pipe(
      z
        .string()
        .trim()
        .min(1, "Say why: the author gets it by mail.")
        .max(unpublishReasonMaxLength, `Write at most ${unpublishReasonMaxLength} characters.`)
        .regex(plainText, controlFault),
    ),
});
