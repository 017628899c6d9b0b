import { createViteServer } from "vitest/node";
import { projectRoot } from "./workshop.mjs";

/**
 * Modules of the product as they are, without a build.
 * @returns {Promise<{ load: (file: string) => Promise<any>, close: () => Promise<void> }>} `load` takes a path from the project's root
 */
export async function openTypeScript() {
  const server = await createViteServer({
    root: projectRoot,
    configFile: false,
    logLevel: "error",
    appType: "custom",
    server: { middlewareMode: true, watch: null, ws: false },
    optimizeDeps: { noDiscovery: true },
    resolve: { alias: { "@": `${projectRoot}/src` } },
  });
  return { load: (file) => server.ssrLoadModule(`/${file}`), close: () => server.close() };
}
