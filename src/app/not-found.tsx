import type { Metadata } from "next";
import { ButtonLink } from "@/ui/button";
import { PageHeading } from "@/ui/page-heading";

export const metadata: Metadata = { title: "Page not found" };

export default function NotFound() {
  return (
    <main
      id="main"
      tabIndex={-1}
      className="mx-auto flex w-full max-w-sm flex-1 flex-col justify-center px-5 py-16 sm:px-0"
    >
      <PageHeading title="Page not found">There is nothing at this address.</PageHeading>
      <ButtonLink href="/">To the start page</ButtonLink>
    </main>
  );
}
