import type { NextConfig } from "next";

const config: NextConfig = {
  reactStrictMode: true,
  // A build beside one that is being served goes elsewhere: it would take the chunks away from under it.
  distDir: process.env.NEXT_DIST_DIR || ".next",
  poweredByHeader: false,
  // Pictures come from the API by signed URL and are shown as they are: the optimiser would be one more decoder open to the world.
  images: { unoptimized: true },
  transpilePackages: ["@capstan/run", "@capstan/training-config"],
  // Types are checked by `npm run typecheck`; a build on a user's machine has nothing to gain from checking them again.
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: new URL("../../", import.meta.url).pathname },
  devIndicators: false,
};

export default config;
