// The API's docs: typing narrows the list of operations. Without this island the whole list is there to be read.
import { each } from "../lib/dom.ts";

function narrow(words: string[]): number {
  let left = 0;
  for (const entry of document.querySelectorAll<HTMLElement>("[data-docs-entry]")) {
    const text = (entry.dataset["docsEntry"] ?? "").toLowerCase();
    entry.hidden = !words.every((word) => text.includes(word));
    if (!entry.hidden) left += 1;
  }
  for (const group of document.querySelectorAll<HTMLElement>("[data-docs-group]")) {
    group.hidden = !group.querySelector("[data-docs-entry]:not([hidden])");
  }
  return left;
}

function upgrade(box: HTMLElement): void {
  const field = box.querySelector("input");
  const none = box.querySelector<HTMLElement>("[data-docs-none]");
  if (!field || !none) return;
  box.hidden = false;
  const look = () => (none.hidden = narrow(field.value.toLowerCase().split(/\s+/)) > 0);
  field.addEventListener("input", look);
  look(); // what the browser kept over a reload
}

export function setUp(): void {
  each("[data-docs-search]", upgrade);
}
