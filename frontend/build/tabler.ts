// Tabler without the rules no page of ours uses: from 80 KB to about 20 KB compressed.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { PurgeCSS } from "purgecss";
import type { Plugin } from "vite";
import { markupSources } from "./sources.ts";

const tabler = resolve(import.meta.dirname, "../node_modules/@tabler/core/dist/css/tabler.css");
const target = resolve(import.meta.dirname, "../.generated/tabler.css");

/** Any word in a template may be a class: keeping a rule too many is cheap, losing one is not. */
function words(text: string): string[] {
  return text.match(/[A-Za-z0-9_-]+/g) ?? [];
}

export function trimmedTabler(): Plugin {
  return {
    name: "tridesk:trimmed-tabler",
    async buildStart() {
      const sources = markupSources();
      for (const source of sources) this.addWatchFile(source.path);
      const [result] = await new PurgeCSS().purge({
        css: [{ raw: readFileSync(tabler, "utf8") }],
        content: sources.map((source) => ({ raw: source.text, extension: "html" })),
        defaultExtractor: words,
        variables: false,
        // [data-theme] and .theme-dark are Tabler's older spellings of what color-scheme does for us
        // and these parts are ours from the ground up (styles/parts.css)
        blocklist: [/theme-dark/, /navbar-theme/, /^\.?(avatar|status|empty|chip|badge|timeline|steps|form-selectgroup|tabs|notice)/],
      });
      if (!result) throw new Error("Tabler's style sheet could not be trimmed");
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, result.css);
    },
  };
}
