"use client";

import { Button } from "@/ui/button";
import { MessagePage } from "@/ui/message-page";

const text =
  "It is not your fault, and nothing is half-done. Try again; if this page was open for long, it may be out of date: reload it.";

export default function ErrorPage({ reset }: { reset: () => void }) {
  return (
    <>
      <title>Something went wrong · Latchkey</title>
      <MessagePage title="Something went wrong" text={text}>
        <Button onClick={reset} size="large">
          Try again
        </Button>
        <Button onClick={() => location.reload()} variant="outline" size="large">
          Reload
        </Button>
      </MessagePage>
    </>
  );
}
