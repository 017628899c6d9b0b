"use client";

import { unstable_isUnrecognizedActionError as isOfOlderBuild } from "next/navigation";
import { Button } from "@/ui/button";
import { MessagePage } from "@/ui/message-page";

export default function ErrorPage({ error, reset }: { error: Error; reset: () => void }) {
  if (isOfOlderBuild(error)) return <Outdated />;
  return (
    <>
      <title>Something went wrong · Latchkey</title>
      <MessagePage
        title="Something went wrong"
        text="It is not your fault. Try again; if that does not help, reload the page."
      >
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

/** After a deployment, for a page that was open before it. */
function Outdated() {
  return (
    <>
      <title>This page is out of date · Latchkey</title>
      <MessagePage
        title="This page is out of date"
        text="A newer version of the site is running. Reload the page and try again."
      >
        <Button onClick={() => location.reload()} size="large">
          Reload the page
        </Button>
      </MessagePage>
    </>
  );
}
