"use client";

import { Button } from "@/ui/button";
import { PageHeading } from "@/ui/page-heading";

export default function ErrorPage({ reset }: { reset: () => void }) {
  return (
    <main
      id="main"
      tabIndex={-1}
      className="mx-auto flex w-full max-w-sm flex-1 flex-col justify-center px-5 py-16 sm:px-0"
    >
      <title>Something went wrong · Latchkey</title>
      <PageHeading title="Something went wrong">
        Nothing was changed. Try again; if this page was open for long, it may be out of date, and reloading it helps.
      </PageHeading>
      <Button onClick={reset}>Try again</Button>
    </main>
  );
}
