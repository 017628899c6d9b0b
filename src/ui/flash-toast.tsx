"use client";

import { lazy, Suspense, useEffect, useState } from "react";

type Props = { tone: "success" | "info" | "error"; text: string };

const Toaster = lazy(() => import("./toaster"));

/** Loads the toast's code on a page that has something to say, and on no other. */
export function FlashToast(props: Props) {
  const [mounted, setMounted] = useState(false);
  useEffect(() => setMounted(true), []);
  if (!mounted) return null;
  return (
    <Suspense>
      <Toaster {...props} />
    </Suspense>
  );
}
