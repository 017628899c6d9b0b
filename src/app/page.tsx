import { GeistMono } from "geist/font/mono";
import { findViewer } from "@/auth/viewer";
import { env } from "@/platform/env";
import { ButtonLink } from "@/ui/button";
import { Hero } from "./_landing/hero";
import { Journey } from "./_landing/journey";
import { Refusals } from "./_landing/refusals";
import { TwoWays } from "./_landing/two-ways";
import { SiteFooter } from "./site-footer";
import { SiteHeader } from "./site-header";

export default async function LandingPage() {
  const viewer = await findViewer();
  return (
    <>
      <SiteHeader>
        <ButtonLink href={viewer ? "/dashboard" : "/signin"} variant="outline" size="small">
          {viewer ? "Dashboard" : "Sign in"}
        </ButtonLink>
      </SiteHeader>
      <main id="main" tabIndex={-1} className={`${GeistMono.variable} outline-none`}>
        <div className="mx-auto max-w-[88rem] px-3">
          <Hero isLocal={env().mode === "local"} />
        </div>
        <div className="mx-auto max-w-6xl px-5 pb-24 sm:px-8">
          <Journey />
          <TwoWays />
          <Refusals />
        </div>
      </main>
      <SiteFooter />
    </>
  );
}
