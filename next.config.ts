import type { NextConfig } from "next";

const local = process.env["LATCHKEY_MODE"] === "local";

const securityHeaders = [
  { key: "Strict-Transport-Security", value: "max-age=63072000; includeSubDomains" },
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=(), browsing-topics=()" },
];

const noReferrer = { key: "Referrer-Policy", value: "no-referrer" };

const tokenInAddress = { type: "query" as const, key: "token" };

const linkPages = ["/verify", "/reset-password"];

const config: NextConfig = {
  // What is made for the developer's own machine is no route at all in a production build.
  pageExtensions: local ? ["local.tsx", "local.ts", "tsx", "ts"] : ["tsx", "ts"],
  poweredByHeader: false,
  reactStrictMode: true,
  // Types are checked by `npm run check` and before every `npm run build`: once, and not again by each start and each test's build.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ["@node-rs/argon2", "@node-rs/bcrypt", "@electric-sql/pglite"],
  // No page of ours needs Next's image service, which fetches any path of this site for anyone and answers 500 for what is no image.
  images: { unoptimized: true },
  experimental: { serverActions: { bodySizeLimit: "256kb" } },
  headers: async () => [
    { source: "/:path*", headers: securityHeaders },
    ...linkPages.map((source) => ({
      source: `${source}/:path*`,
      headers: [
        // Not `no-referrer`: with it a browser calls the origin of the page's own form "null". The token is in no address by then.
        { key: "Referrer-Policy", value: "same-origin" },
        { key: "Cache-Control", value: "no-store" },
      ],
    })),
    ...linkPages.flatMap((source) => [
      { source, has: [tokenInAddress], headers: [noReferrer] },
      { source: `${source}/open`, headers: [noReferrer] },
    ]),
  ],
  // A link's token is moved out of the address bar before a page is rendered, also where scripts are off.
  rewrites: async () => ({
    beforeFiles: linkPages.map((source) => ({
      source,
      has: [tokenInAddress],
      destination: `${source}/open`,
    })),
    afterFiles: [],
    fallback: [],
  }),
};

export default config;
