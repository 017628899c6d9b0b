import { ButtonLink } from "@/ui/button";
import { Wordmark } from "@/ui/wordmark";
import { SiteFooter } from "./site-footer";

export default function LandingPage() {
  return (
    <>
      <header className="px-5 py-5 sm:px-8">
        <Wordmark />
      </header>
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-6xl flex-1 px-5 py-16 sm:px-8">
        <h1 className="text-4xl font-semibold tracking-tight">The complete account system for Next.js</h1>
        <p className="mt-6 flex gap-3">
          <ButtonLink href="/signup">Create an account</ButtonLink>
          <ButtonLink href="/signin" variant="outline">
            Sign in
          </ButtonLink>
        </p>
      </main>
      <SiteFooter />
    </>
  );
}
