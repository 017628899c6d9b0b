"use client";

import { unstable_rethrow as rethrowNavigation } from "next/navigation";
import { useEffect, useRef, useState, type RefObject } from "react";
import type { FormAction } from "@/web/form-state";
import type { PostText } from "../current-text";
import { createAutosaver, type Autosaver, type AutosaveState, type Standing } from "./autosaver";
import { sendAutosave } from "./send-autosave";

type Options = {
  form: RefObject<HTMLElement | null>;
  /** Whom the page was made for, and the key of the post that it may make. Null where this person's text is saved by hand alone. */
  writer: { writerId: string; createKey: string } | null;
  standing: Standing;
  saved: PostText;
  /** Begins with a conflict that a person is to decide. */
  isStopped: boolean;
};

export type Autosave = {
  state: AutosaveState;
  /** The other text, from the moment of a conflict on. */
  conflict: PostText | null;
  /** Whether the page's scripts are there. */
  isOn: boolean;
  changed: () => void;
  /** The same action, with what is under way before it, and for the version that was saved last. */
  around: (action: FormAction) => FormAction;
};

/** Saves what is typed into a form's `title` and `content` by itself, and warns who leaves before it is saved. */
export function useAutosave({ form, writer, standing, saved, isStopped }: Options): Autosave {
  const [state, setState] = useState<AutosaveState>({ kind: "idle" });
  const autosaver = useRef<Autosaver | null>(null);
  const [isOn, setIsOn] = useState(false);
  const begun = useRef({ writer, standing, saved, isStopped });
  useEffect(() => {
    const { writer: by, ...from } = begun.current;
    let typed = from.saved;
    const read = () => (typed = readForm(form.current) ?? typed);
    const made = createAutosaver(
      {
        read,
        send: async (at, text) =>
          by ? await sendAutosave(by, at, text) : { kind: "refused", fault: "press Save to keep it." },
        after: (milliseconds, run) => {
          const timer = setTimeout(run, milliseconds);
          return () => clearTimeout(timer);
        },
        now: () => new Date(),
        tell: (next) => {
          setState(next);
          if (next.kind === "saved") showAddress(made.standing());
        },
      },
      from,
    );
    setIsOn(true);
    if (from.isStopped) made.stop(from.standing);
    autosaver.current = made;
    // What was typed before the page's scripts came, or what the browser filled in again.
    made.changed();
    const stopListening = listen(made);
    return () => {
      stopListening();
      made.end();
    };
  }, [form]);
  return {
    state,
    conflict: state.kind === "conflict" ? state.current : null,
    isOn,
    changed: () => autosaver.current?.changed(),
    around: (action) => async (previous, formData) => {
      const saver = autosaver.current;
      if (!saver) return await action(previous, formData);
      await saver.hold();
      const now = saver.standing();
      if (now) {
        formData.set("postId", now.postId);
        formData.set("version", String(now.version));
      }
      try {
        const answer = await action(previous, formData);
        const { savedTitle = "", savedContent, postId, version } = answer.values ?? {};
        if (savedContent !== undefined && postId !== undefined) {
          saver.stop({ postId, version: Number(version) });
          setState({ kind: "conflict", current: { title: savedTitle, content: savedContent } });
        }
        return answer;
      } catch (error) {
        if (isNavigation(error)) saver.settle(readData(formData));
        throw error;
      } finally {
        saver.release();
      }
    },
  };
}

/** Saves when the page is hidden, shown again, left, or back online. */
function listen(saver: Autosaver): () => void {
  const warn = (event: BeforeUnloadEvent) => {
    saver.saveNow();
    if (saver.isUnsaved()) event.preventDefault();
  };
  const gone = new AbortController();
  const { signal } = gone;
  const save = () => saver.saveNow();
  window.addEventListener("beforeunload", warn, { signal });
  for (const moment of ["pagehide", "online", "focus"]) window.addEventListener(moment, save, { signal });
  document.addEventListener("visibilitychange", save, { signal });
  return () => gone.abort();
}

/** A page that has made its post is that post's page: who loads it anew goes on with it. */
function showAddress(standing: Standing): void {
  if (!standing || location.search !== "") return;
  history.replaceState(null, "", `/posts/write?post=${standing.postId}`);
}

function readForm(form: HTMLElement | null): PostText | null {
  const title = form?.querySelector<HTMLInputElement>('[name="title"]');
  const content = form?.querySelector<HTMLTextAreaElement>('[name="content"]');
  return title && content ? { title: title.value, content: content.value } : null;
}

function readData(formData: FormData): PostText {
  const text = (name: string) => {
    const value = formData.get(name);
    return typeof value === "string" ? value : "";
  };
  return { title: text("title"), content: text("content") };
}

function isNavigation(error: unknown): boolean {
  try {
    rethrowNavigation(error);
    return false;
  } catch {
    return true;
  }
}
