"use client";

import { useRef, useState } from "react";
import { ActionForm } from "@/ui/action-form";
import { Button } from "@/ui/button";
import { SubmitButton } from "@/ui/submit-button";
import { TextAreaField } from "@/ui/text-area-field";
import { useFormAction } from "@/ui/use-form-action";
import type { FormState } from "@/web/form-state";
import { savePostAction } from "./actions";
import { AutosaveStatus } from "./autosave-status";
import { anotherMessage, conflictMessage, signedOutMessage } from "./messages";
import { PostFields } from "./post-fields";
import { useAutosave } from "./use-autosave";

type Text = { title: string; content: string };

export type PostToWrite = Text & {
  id: string;
  version: number;
  isPublished: boolean;
  /** What was saved elsewhere since the text was written, which its writer is to decide about. */
  savedElsewhere: Text | null;
};

type Props = {
  post: PostToWrite | null;
  /** Of the page. */
  address: string;
  /** Whom the form is made for; null where nobody is signed in any more. */
  writerId: string | null;
  /** The form's own: what it sends twice is one post. */
  createKey: string;
  /** Whether the text is this person's own, and so saved by itself. */
  isAuthor: boolean;
};

const nothing = { title: "", content: "" };

/** Writes a post. The buttons say by their value what follows the save, which works without scripts; with them it saves by itself. */
export function PostForm({ post, address, writerId, createKey, isAuthor }: Props) {
  const form = useRef<HTMLDivElement>(null);
  const autosave = useAutosave({
    form,
    writer: isAuthor && writerId !== null ? { writerId, createKey } : null,
    standing: post && { postId: post.id, version: post.version },
    saved: post ?? nothing,
    isStopped: post !== null && post.savedElsewhere !== null,
  });
  const isOnServer = typeof window === "undefined";
  const [state, formAction] = useFormAction(isOnServer ? savePostAction : autosave.around(savePostAction), address);
  const [preview, setPreview] = useState<string | null>(null);
  const { values, message } = state;
  const elsewhere = savedElsewhere(values) ?? autosave.conflict ?? post?.savedElsewhere;
  const changed = () => {
    autosave.changed();
    if (preview !== null) setPreview(readContent(form.current));
  };
  return (
    // As wide as lines are easily read, or with room for both.
    <div className={preview === null ? "max-w-3xl" : ""}>
      <ActionForm
        action={formAction}
        message={message === undefined ? elsewhere && conflictMessage : <Message text={message} />}
        answer={state}
      >
        <input type="hidden" name="createKey" value={values?.["createKey"] ?? createKey} />
        <input type="hidden" name="writerId" value={values?.["writerId"] ?? writerId ?? ""} />
        <Named post={post} values={values} />
        <div ref={form} onChange={changed} className="grid grid-cols-1 gap-5">
          <PostFields
            title={values?.["title"] ?? post?.title}
            content={values?.["content"] ?? post?.content}
            faults={state.fieldErrors ?? {}}
            preview={preview}
          />
        </div>
        {elsewhere && (
          <TextAreaField
            label={`Saved elsewhere: ${elsewhere.title}`}
            rows={10}
            readOnly
            defaultValue={elsewhere.content}
          />
        )}
        <div className="flex flex-wrap items-center gap-3">
          <SaveButtons isPublished={post?.isPublished === true} />
          {autosave.isOn && (
            <Button
              type="button"
              variant="ghost"
              size="large"
              aria-pressed={preview !== null}
              onClick={() => setPreview(preview === null ? readContent(form.current) : null)}
            >
              Live preview
            </Button>
          )}
          <AutosaveStatus state={autosave.state} isPublished={post?.isPublished === true} />
        </div>
      </ActionForm>
    </div>
  );
}

/** Which post it is; a new one has no name yet. */
function Named({ post, values }: { post: PostToWrite | null; values: FormState["values"] }) {
  const postId = values?.["postId"] ?? post?.id;
  if (postId === undefined) return null;
  return (
    <>
      <input type="hidden" name="postId" value={postId} />
      <input type="hidden" name="version" value={values?.["version"] ?? post?.version ?? 0} />
    </>
  );
}

function Message({ text }: { text: string }) {
  return (
    <>
      {text}{" "}
      {(text === signedOutMessage || text === anotherMessage) && (
        <a href={`/signin?next=${encodeURIComponent("/posts/mine")}`} target="_blank" className="link">
          Sign in in another tab
        </a>
      )}
    </>
  );
}

/** Each says by its value what follows the save. */
function SaveButtons({ isPublished }: { isPublished: boolean }) {
  return (
    <>
      {isPublished ? (
        <SubmitButton name="intent" value="save" width="auto">
          Publish changes
        </SubmitButton>
      ) : (
        <>
          <SubmitButton name="intent" value="publish" width="auto">
            Publish
          </SubmitButton>
          <SubmitButton name="intent" value="save" variant="outline" width="auto">
            Save draft
          </SubmitButton>
        </>
      )}
      <SubmitButton name="intent" value="look" variant="outline" width="auto">
        {isPublished ? "Publish and look" : "Save and look"}
      </SubmitButton>
    </>
  );
}

/** The other text of a conflict that a save by hand met. */
function savedElsewhere(values: FormState["values"]): Text | null {
  const content = values?.["savedContent"];
  return content === undefined ? null : { title: values?.["savedTitle"] ?? "", content };
}

function readContent(form: HTMLElement | null): string {
  return form?.querySelector("textarea")?.value ?? "";
}
