"use client";

import { usePathname } from "next/navigation";
import { useEffect, useState } from "react";
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

/** Shows the message on the page that it was meant for, until the visitor goes on or eight seconds have passed. */
export function Toaster({ tone, text }: Props) {
  const pathname = usePathname();
  const [meantFor] = useState(pathname);
  useEffect(() => {
    toast[tone](text, { id: text });
  }, [tone, text]);
  useEffect(() => {
    if (pathname !== meantFor) toast.dismiss(text);
  }, [pathname, meantFor, text]);
  return (
    <SonnerToaster
      position="top-center"
      visibleToasts={1}
      duration={8000}
      toastOptions={{ unstyled: true, classNames }}
    />
  );
}
