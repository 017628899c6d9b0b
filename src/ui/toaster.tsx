"use client";

import { useEffect } from "react";
import { Toaster as SonnerToaster, toast } from "sonner";

type Props = { tone: "success" | "info" | "error"; text: string };

const classNames = {
  toast:
    "bg-popover text-popover-foreground flex w-full items-start gap-3 rounded-xl border px-4 py-3.5 text-sm leading-relaxed shadow-lg shadow-black/10 font-sans",
  icon: "mt-0.5 shrink-0",
  success: "[&_[data-icon]]:text-success",
  error: "[&_[data-icon]]:text-destructive",
  info: "[&_[data-icon]]:text-primary",
};

export function Toaster({ tone, text }: Props) {
  useEffect(() => {
    toast[tone](text, { id: text });
  }, [tone, text]);
  return <SonnerToaster position="top-center" duration={8000} toastOptions={{ unstyled: true, classNames }} />;
}
