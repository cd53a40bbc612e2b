// Keys are written in the page: data-key="r" (or "g i", "Shift+3" is "#") on what they press or focus.
// The help lists them from there, so it is never out of step.
import { isTyping, isVisible, make, on } from "../lib/dom.ts";
import { t } from "../lib/i18n.ts";
import { recall, remember } from "../lib/memory.ts";

export type KeyHandler = (key: string, target: HTMLElement) => boolean;

const PAUSE = 900; // ms between the keys of a sequence such as "g i"
const handlers: KeyHandler[] = [];
let pending = "";
let timer = 0;

/** Called before an element is pressed; true when it has been dealt with. */
export function beforeKey(handler: KeyHandler): void {
  handlers.push(handler);
}

function enabled(): boolean {
  return recall<boolean>("shortcuts") !== false; // WCAG 2.1.4: single keys can be turned off
}

function bound(key: string): HTMLElement | undefined {
  const all = [...document.querySelectorAll<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)];
  return all.find(isVisible) ?? all.find((element) => element.closest("[data-bulk], [data-keys]") !== null);
}

function begins(keys: string): boolean {
  return document.querySelector(`[data-key^="${CSS.escape(keys)} "]`) !== null;
}

function press(element: HTMLElement): void {
  if (element.matches("input:not([type=radio]):not([type=checkbox]), textarea, select, [data-key-focus]")) element.focus();
  else element.click();
}

function run(key: string): boolean {
  const element = bound(key);
  if (!element) return false;
  if (!handlers.some((handler) => handler(key, element))) press(element);
  return true;
}

function pressed(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (event.key === "Enter" && document.activeElement !== document.body) return; // it belongs to what has the focus
  if (isTyping(event.target) || !enabled() || document.querySelector("dialog[open], .menu:popover-open")) return;
  const keys = pending ? `${pending} ${event.key}` : event.key;
  window.clearTimeout(timer);
  pending = "";
  if (run(keys) || (keys !== event.key && run(event.key))) {
    event.preventDefault();
  } else if (begins(keys)) {
    pending = keys;
    timer = window.setTimeout(() => (pending = ""), PAUSE);
  }
}

function label(element: HTMLElement): string {
  return element.dataset["keyLabel"] || element.getAttribute("aria-label") || element.title || element.textContent.trim();
}

const names: Record<string, string> = { Enter: "↵", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc" };

function row(keys: string, text: string): HTMLLIElement {
  const caps = make("span", { class: "keys" });
  for (const key of keys.split(" ")) caps.append(make("kbd", {}, names[key] ?? key));
  return make("li", {}, make("span", {}, text), caps);
}

function help(): void {
  const dialog = document.getElementById("shortcuts");
  const list = dialog?.querySelector("[data-shortcut-list]");
  if (!(dialog instanceof HTMLDialogElement) || !list) return;
  const seen = new Set<string>();
  list.replaceChildren();
  for (const element of document.querySelectorAll<HTMLElement>("[data-key]")) {
    const keys = element.dataset["key"] ?? "";
    if (seen.has(keys) || !label(element)) continue;
    seen.add(keys);
    list.append(row(keys, label(element)));
  }
  if (document.querySelector("[data-composer]")) list.append(row("Ctrl Enter", t("send")));
  const box = dialog.querySelector<HTMLInputElement>("[data-shortcuts-on]");
  if (box) box.checked = enabled();
  dialog.showModal();
}

export function setUp(): void {
  document.addEventListener("keydown", pressed);
  on("click", "[data-shortcut-help]", help);
  on("change", "[data-shortcuts-on]", (_, box) => remember("shortcuts", (box as HTMLInputElement).checked));
}
