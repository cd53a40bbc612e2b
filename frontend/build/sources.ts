// Where the pages' markup is written. Read by the icon sprite and by the trimming of Tabler.
import { globSync } from "tinyglobby";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");

export interface Source {
  path: string;
  text: string;
}

/** Every template, every Python file that may name a class (form widgets), every script of ours. */
export function markupSources(): Source[] {
  const patterns = ["src/tridesk/**/templates/**/*.{html,txt}", "src/tridesk/**/*.py", "frontend/src/**/*.ts"];
  return globSync(patterns, { cwd: root, absolute: true }).sort().map((path) => ({ path, text: readFileSync(path, "utf8") }));
}
