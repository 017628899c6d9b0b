"use client";

import { useEffect } from "react";
import { Toaster as SonnerToaster, toast } from "sonner";

type Props = { tone: "success" | "info" | "error"; text: string };

export default function Toaster({ tone, text }: Props) {
  useEffect(() => {
    toast[tone](text, { id: text });
  }, [tone, text]);
  return <SonnerToaster position="top-center" richColors duration={8000} closeButton />;
}
