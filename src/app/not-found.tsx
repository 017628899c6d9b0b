import type { Metadata } from "next";
import { ButtonLink } from "@/ui/button";
import { MessagePage } from "@/ui/message-page";
import { SiteFooter } from "./site-footer";
import { SiteHeader } from "./site-header";

export const metadata: Metadata = { title: "Page not found" };

export default function NotFound() {
  return (
    <>
      <SiteHeader />
      <MessagePage title="Page not found" text="There is nothing at this address. It may have moved, or be mistyped.">
        <ButtonLink href="/" size="large">
          To the start page
        </ButtonLink>
      </MessagePage>
      <SiteFooter />
    </>
  );
}
