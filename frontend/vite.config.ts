import { resolve } from "node:path";
import { defineConfig } from "vite";
import { iconSprite } from "./build/icons.ts";
import { trimmedTabler } from "./build/tabler.ts";

const here = import.meta.dirname;

export default defineConfig({
  root: resolve(here, "src"),
  base: "./", // chunks find each other beside themselves, wherever STATIC_URL points
  plugins: [trimmedTabler(), iconSprite()],
  build: {
    outDir: resolve(here, "../src/tridesk/web/static/build"),
    emptyOutDir: true,
    manifest: "manifest.json", // not in a hidden folder: packaging would leave it out
    target: ["chrome123", "firefox128", "safari17.5"], // the first with light-dark() and relative colours
    assetsDir: ".",
    assetsInlineLimit: 0, // nothing as data: addresses, so fonts and pictures stay cacheable
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    rolldownOptions: {
      checks: { eval: false }, // htmx carries an eval that htmx.config.allowEval = false never reaches
      input: { main: resolve(here, "src/main.ts"), style: resolve(here, "src/main.css") },
    },
  },
});
