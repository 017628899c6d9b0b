import type { ReactNode } from "react";
import { PageHeading } from "./page-heading";

type Props = { title: string; text: string; children: ReactNode };

/** A page that says one thing and offers the way on. */
export function MessagePage({ title, text, children }: Props) {
  return (
    <main
      id="main"
      tabIndex={-1}
      className="mx-auto flex w-full max-w-[26.5rem] flex-1 flex-col justify-center px-5 pt-8 pb-20 outline-none"
    >
      <PageHeading title={title}>{text}</PageHeading>
      <div className="flex flex-wrap gap-3">{children}</div>
    </main>
  );
}
