"use client";

import { Button } from "@/ui/button";
import { MessagePage } from "@/ui/message-page";
import "./globals.css";

/** Stands in for the root layout when that itself fails. */
export default function GlobalError({ reset }: { reset: () => void }) {
  return (
    <html lang="en">
      <body className="flex min-h-dvh flex-col">
        <title>Something went wrong · Latchkey</title>
        <MessagePage
          title="Something went wrong"
          text="Nothing is half-done. Try again in a moment, or reload the page if it was open for long."
        >
          <Button onClick={reset} size="large">
            Try again
          </Button>
        </MessagePage>
      </body>
    </html>
  );
}
