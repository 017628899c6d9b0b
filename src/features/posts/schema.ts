import { z } from "zod";
import { contentMaxLength, titleMaxLength, unpublishReasonMaxLength } from "./policy";

const lines = (text: string) => text.replace(/\r\n?/g, "\n");
/** Neither what no screen shows, but for tabs and new lines, nor what turns the direction of the text around it. */
const plainText = /^[^\p{Cs}\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]*$/u;
const controlFault = "Write without control characters.";

/** A post's id, as pages and forms name it. */
export const postIdSchema = z.uuid();

export const postActSchema = z.object({ postId: postIdSchema });

export const writePostSchema = z.object({
  title: z
    .string({ error: "Enter a title." })
    .trim()
    .min(1, "Enter a title.")
    .max(titleMaxLength, `Enter a title of at most ${titleMaxLength} characters.`)
    .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]*$/u, "Enter a title without control characters."),
  content: z
    .string()
    .default("")
    .transform(lines)
    .pipe(
      z
        .string()
        .max(contentMaxLength, `Write at most ${contentMaxLength.toLocaleString("en")} characters.`)
        .regex(plainText, controlFault),
    ),
});

/** `version` is the one that the person began with. */
export const savePostSchema = writePostSchema.extend({
  postId: postIdSchema,
  version: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
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
