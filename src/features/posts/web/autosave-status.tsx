"use client";

import { useEffect, useState } from "react";
import type { AutosaveState } from "./autosaver";

const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

type Props = {
  state: AutosaveState;
  /** A published post's readers see nothing of it yet. */
  isPublished: boolean;
};

/** Where the text is, for the eye at every moment; a screen reader is told where it changes for good, and not at every pause in typing. */
export function AutosaveStatus({ state, isPublished }: Props) {
  const [told, setTold] = useState("");
  const lasting = state.kind === "saved" || state.kind === "failed" ? wordsOf(state) : null;
  useEffect(() => {
    if (lasting !== null) setTold(lasting);
  }, [lasting]);
  const isSaved = state.kind === "saved";
  return (
    <div className="text-muted-foreground min-h-5 text-sm">
      <p role="status" className="sr-only">
        {told}
      </p>
      <p aria-hidden className={state.kind === "failed" ? "text-destructive" : ""}>
        {wordsOf(state)}
        {isSaved && ` ${time.format(state.at)}`}
        {isSaved && isPublished && ", for you alone"}
      </p>
    </div>
  );
}

function wordsOf(state: AutosaveState): string {
  switch (state.kind) {
    case "idle":
      return "";
    case "unsaved":
      return "Not saved yet";
    case "saving":
      return "Saving";
    case "saved":
      return "Saved";
    case "failed":
      return `Not saved: ${state.fault}`;
    case "conflict":
      return "Not saved: it was saved elsewhere";
  }
}
