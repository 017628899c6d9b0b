"use client";

import { useEffect, useState, type ReactNode } from "react";
import type { Toaster as LoadedToaster } from "./toaster";

type Props = {
  tone: "success" | "info" | "error";
  text: string;
  /** Shown where the toast's code cannot be loaded. */
  banner: ReactNode;
};

/** Loads the toast's code on a page that has something to say, and on no other. */
export function FlashToast({ tone, text, banner }: Props) {
  const [Toaster, setToaster] = useState<typeof LoadedToaster | "failed" | null>(null);
  useEffect(() => {
    import("./toaster").then(
      (loaded) => setToaster(() => loaded.Toaster),
      () => setToaster("failed"),
    );
  }, []);
  if (Toaster === null) return null;
  return Toaster === "failed" ? banner : <Toaster key={text} tone={tone} text={text} />;
}
