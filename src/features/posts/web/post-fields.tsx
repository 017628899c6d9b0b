"use client";

import { useFormStatus } from "react-dom";
import { Field } from "@/ui/field";
import { TextAreaField } from "@/ui/text-area-field";
import { contentMaxLength, titleMaxLength } from "../policy";
import { LivePreview } from "./live-preview";

type Props = {
  title: string | undefined;
  content: string | undefined;
  faults: Readonly<Record<string, string>>;
  /** What to show beside the text as readers see it; null while nobody wants to. */
  preview: string | null;
};

/** What is typed of a post. While the form is on its way nothing can be typed that its answer would replace. */
export function PostFields({ title, content, faults, preview }: Props) {
  const { pending } = useFormStatus();
  return (
    <>
      <Field
        label="Title"
        name="title"
        autoComplete="off"
        required
        maxLength={titleMaxLength}
        readOnly={pending}
        defaultValue={title}
        error={faults["title"]}
      />
      <div className={`grid grid-cols-1 items-start gap-5 ${preview === null ? "" : "lg:grid-cols-2"}`}>
        <TextAreaField
          label="Text"
          name="content"
          rows={22}
          readOnly={pending}
          defaultValue={content}
          hint={`Markdown, ${contentMaxLength.toLocaleString("en")} characters at most.`}
          error={faults["content"]}
        />
        {preview !== null && <LivePreview content={preview} />}
      </div>
    </>
  );
}
