"use client";

import { useRef, useState } from "react";
import { ActionForm } from "@/ui/action-form";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { SubmitButton } from "@/ui/submit-button";
import { TextAreaField } from "@/ui/text-area-field";
import { useFormAction } from "@/ui/use-form-action";
import { contentMaxLength, titleMaxLength } from "../policy";
import { createPostAction, savePostAction } from "./actions";
import { LivePreview } from "./live-preview";

type Props = { post: { id: string; version: number; title: string; content: string; isPublished: boolean } | null };

/** Writes a post. The buttons say by their value what follows the save, which works without scripts. */
export function PostForm({ post }: Props) {
  const [state, formAction] = useFormAction(post ? savePostAction : createPostAction);
  const [content, setContent] = useState<string | null>(null);
  const area = useRef<HTMLDivElement>(null);
  const { fieldErrors, values, message } = state;
  const savedContent = values?.["savedContent"];
  return (
    <ActionForm action={formAction} message={message} answer={state}>
      {post && <input type="hidden" name="postId" value={post.id} />}
      {post && <input type="hidden" name="version" value={values?.["version"] ?? post.version} />}
      <Field
        label="Title"
        name="title"
        autoComplete="off"
        required
        maxLength={titleMaxLength}
        defaultValue={values?.["title"] ?? post?.title}
        error={fieldErrors?.["title"]}
      />
      <div ref={area} onChange={() => content !== null && setContent(readContent(area.current))}>
        <TextAreaField
          label="Text"
          name="content"
          rows={18}
          defaultValue={values?.["content"] ?? post?.content}
          hint={`Markdown, ${contentMaxLength.toLocaleString("en")} characters at most.`}
          error={fieldErrors?.["content"]}
        />
      </div>
      {savedContent !== undefined && (
        <TextAreaField
          label={`Saved elsewhere: ${values?.["savedTitle"] ?? ""}`}
          name="saved"
          rows={10}
          readOnly
          defaultValue={savedContent}
        />
      )}
      <div className="flex flex-wrap gap-3">
        <SubmitButton name="intent" value="save" variant="outline" width="auto">
          {post?.isPublished ? "Save" : "Save draft"}
        </SubmitButton>
        <SubmitButton name="intent" value="look" variant="outline" width="auto">
          Save and look
        </SubmitButton>
        {!post?.isPublished && (
          <SubmitButton name="intent" value="publish" width="auto">
            Publish
          </SubmitButton>
        )}
        <Button
          type="button"
          variant="ghost"
          size="large"
          aria-pressed={content !== null}
          onClick={() => setContent(content === null ? readContent(area.current) : null)}
        >
          Live preview
        </Button>
      </div>
      {content !== null && <LivePreview content={content} />}
    </ActionForm>
  );
}

function readContent(area: HTMLElement | null): string {
  return area?.querySelector("textarea")?.value ?? "";
}
