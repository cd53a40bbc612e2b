// One SVG sprite with the icons the pages name, from Tabler's set and from src/icons/*.svg (ours win).
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Plugin } from "vite";
import { markupSources } from "./sources.ts";

const own = resolve(import.meta.dirname, "../src/icons");
const tabler = resolve(import.meta.dirname, "../node_modules/@tabler/icons/icons");
const always = resolve(own, "always.txt");

// icon("lock"), icon='lock', icon: "lock", "icon": "lock"
const NAMED = /icon"?\s*(?:\(|=|:)\s*["']([a-z0-9-]+)["']/g;

function wanted(): Map<string, string> {
  const names = new Map<string, string>();
  for (const name of readFileSync(always, "utf8").split(/\s+/)) if (name) names.set(name, always);
  for (const { path, text } of markupSources()) {
    for (const match of text.matchAll(NAMED)) if (match[1]) names.set(match[1], path);
  }
  return names;
}

function symbol(name: string): string | null {
  const places = [`${own}/${name}.svg`, `${tabler}/outline/${name}.svg`];
  if (name.endsWith("-filled")) places.push(`${tabler}/filled/${name.slice(0, -7)}.svg`);
  const file = places.find((place) => existsSync(place));
  if (!file) return null;
  const svg = readFileSync(file, "utf8");
  const body = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
  const shapes = body.replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, "").replace(/>\s+</g, "><").trim();
  const paint = file.includes("/filled/") ? ' fill="currentColor" stroke="none"' : "";
  return `<symbol id="${name}" viewBox="0 0 24 24"${paint}>${shapes}</symbol>`;
}

export function iconSprite(): Plugin {
  return {
    name: "tridesk:icon-sprite",
    generateBundle() {
      const symbols: string[] = [];
      for (const [name, path] of [...wanted()].sort()) {
        const drawn = symbol(name);
        if (drawn) symbols.push(drawn);
        else this.warn(`there is no icon "${name}" (named in ${path})`);
      }
      const source = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
      const favicon = readFileSync(`${own}/tridesk.svg`, "utf8").replaceAll("currentColor", "#3b6fe8");
      this.emitFile({ type: "asset", name: "favicon.svg", originalFileName: "favicon.svg", source: favicon });
      this.emitFile({ type: "asset", name: "icons.svg", originalFileName: "icons.svg", source });
    },
  };
}
