import type { NextConfig } from "next";

const local = process.env["LATCHKEY_MODE"] === "local";

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
  // `src/proxy.ts` refuses what is larger; by default Next would first keep ten megabytes of each such body in memory, and copy them.
  experimental: { serverActions: { bodySizeLimit: "960kb" }, proxyClientMaxBodySize: "1mb" },
};

export default config;
