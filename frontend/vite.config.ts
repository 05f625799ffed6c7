/** Builds every room's TypeScript and CSS into `src/klientel/static/klientel/`, with a manifest. */
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import { defineConfig, type Plugin } from "vite";

import { sprite } from "../src/klientel/ui/frontend/sprite.ts";

const frontend = dirname(fileURLToPath(import.meta.url));
const rooms = join(frontend, "../src/klientel");
const output = join(rooms, "static/klientel");
const compressible = /\.(css|js|svg|json|webmanifest)$/;

/** The entry of every page, one for each island of a room, e.g. `crm/islands/board.ts`, the sheet of outsiders' pages, and the service worker. */
function entries(): Record<string, string> {
  const found = ["ui/frontend/main.ts", ...globSync("*/islands/*.ts", { cwd: rooms }).sort(), "sharing/frontend/outside.css", "notifications/frontend/worker.ts"];
  return Object.fromEntries(
    found.map((path) => [path.replace("/islands", "").replace("/frontend", "").replace(/[/\\]/g, "-").replace(/\.(ts|css)$/, ""), join(rooms, path)]),
  );
}

/** Rooms lie outside this folder, so names of packages are pointed at this folder's packages. */
function packageAliases(): { find: RegExp; replacement: string }[] {
  const { dependencies = {} } = JSON.parse(readFileSync(join(frontend, "package.json"), "utf8"));
  return Object.keys(dependencies).map((name) => ({
    find: new RegExp(`^${name.replaceAll(".", "\\.")}(?=/|$)`),
    replacement: join(frontend, "node_modules", name),
  }));
}

/** Writes `.gz` and `.br` beside each text file: the server then compresses nothing that is static. */
function precompressed(): Plugin {
  return {
    name: "klientel-precompressed",
    apply: "build",
    closeBundle() {
      for (const path of globSync("**/*", { cwd: output }).filter((name) => compressible.test(name))) {
        const bytes = readFileSync(join(output, path));
        if (bytes.length < 512) continue;
        writeFileSync(join(output, `${path}.gz`), gzipSync(bytes, { level: 9 }));
        const quality = { [constants.BROTLI_PARAM_QUALITY]: 11 };
        writeFileSync(join(output, `${path}.br`), brotliCompressSync(bytes, { params: quality }));
      }
    },
  };
}

export default defineConfig({
  root: rooms,
  base: "/static/klientel/",
  publicDir: false,
  cacheDir: join(frontend, "node_modules/.vite"),
  resolve: { alias: packageAliases() },
  plugins: [sprite(join(frontend, "node_modules/lucide-static/icons")), precompressed()],
  build: {
    outDir: relative(rooms, output),
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2023",
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // An island is opened by what it exports.
    rolldownOptions: { input: entries(), preserveEntrySignatures: "exports-only" },
  },
});
