import { ButtonLink } from "@/ui/button";
import { LockDrawing } from "@/ui/lock-drawing";

export function Hero({ isLocal }: { isLocal: boolean }) {
  return (
    <section className="pine relative overflow-hidden rounded-2xl">
      <LockDrawing className="absolute inset-y-0 right-0 hidden h-full w-[46%] py-10 lg:block" />
      <div className="relative mx-auto w-full max-w-6xl px-5 py-14 sm:px-8 sm:py-20 lg:py-24">
        <h1 className="max-w-[34rem] text-4xl leading-[1.08] font-semibold tracking-[-0.03em] text-balance sm:text-5xl xl:text-6xl">
          The whole account system, in one command
        </h1>
        <p className="mt-6 max-w-[32rem] text-lg leading-relaxed text-pretty text-white/85">
          Sign-up, confirmation mails, sign-in, password reset and sessions that really end: for Next.js, on NextAuth
          and Prisma. It runs on your machine, offline, without a single key, and every line is yours.
        </p>
        <p className="mt-9 inline-flex items-center gap-3 rounded-lg bg-black/25 px-4 py-2.5">
          <span aria-hidden className="text-brass-bright font-mono select-none">
            $
          </span>
          <code className="font-mono text-[0.9375rem]">npm start</code>
        </p>
        <p className="mt-9 flex flex-wrap gap-3">
          <ButtonLink href="/signup" variant="brass" size="large">
            Create an account
          </ButtonLink>
          <ButtonLink href="/signin" variant="onPine" size="large">
            Sign in
          </ButtonLink>
        </p>
        {isLocal && (
          <p className="mt-7 max-w-md text-sm leading-relaxed text-white/75">
            Local mode: only this machine can reach this page, and the mail to confirm your address waits in the{" "}
            <a href="/dev/mailbox" className="font-medium text-white underline underline-offset-4">
              local mailbox
            </a>
            .
          </p>
        )}
      </div>
    </section>
  );
}
