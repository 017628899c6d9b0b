import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { FlashMessage } from "@/ui/flash-message";
import { readFlash } from "@/web/flash";
import { readTheme } from "@/web/theme";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Latchkey", template: "%s · Latchkey" },
  description: "The complete account system for a Next.js application, on NextAuth and Prisma.",
};

export const viewport: Viewport = {
  colorScheme: "light dark",
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Every page is rendered for its request: a prerendered one could not bear the policy's nonce.
  await connection();
  const [theme, flash] = await Promise.all([readTheme(), readFlash()]);
  return (
    <html lang="en" className={`${GeistSans.variable} ${theme}`}>
      <body className="flex min-h-dvh flex-col">
        <a href="#main" className="skip-link">
          Skip to content
        </a>
        {flash && <FlashMessage {...flash} />}
        {children}
      </body>
    </html>
  );
}
