// Short news at the foot of the page. Politely announced; stays while it is read or can be undone.
import { csrfToken, each, icon, make } from "../lib/dom.ts";
import { t } from "../lib/i18n.ts";

export type FlashKind = "success" | "info" | "warning" | "error";
export interface Flash {
  text: string;
  kind?: FlashKind;
  undo?: string; // address that takes it back, by POST
}

const SECONDS = 10; // as long as Undo is promised
const icons: Record<FlashKind, string> = {
  success: "circle-check",
  info: "info-circle",
  warning: "alert-triangle",
  error: "alert-circle",
};

function undoForm(address: string): HTMLFormElement {
  const token = make("input", { type: "hidden", name: "csrfmiddlewaretoken", value: csrfToken() });
  const button = make("button", { type: "submit", class: "flash-undo" }, t("undo"));
  return make("form", { method: "post", action: address }, token, button);
}

export function flash({ text, kind = "success", undo }: Flash): void {
  const stack = document.getElementById("flash");
  if (!stack) return;
  const item = make("div", { class: `flash flash-${kind}`, "data-flash": kind }, icon(icons[kind]), make("span", {}, text));
  if (undo) item.append(undoForm(undo));
  item.append(closeButton());
  stack.append(item);
  lives(item);
}

function closeButton(): HTMLButtonElement {
  return make("button", { type: "button", "data-flash-close": "", "aria-label": t("close") }, icon("x"));
}

/** Errors stay until they are closed; the rest goes after a while, but never under the pointer or the focus. */
function lives(item: HTMLElement): void {
  if (item.dataset["flash"] === "error" || item.dataset["flash"] === "warning") return;
  let timer = 0;
  const start = () => {
    timer = window.setTimeout(() => item.remove(), SECONDS * 1000);
  };
  const stop = () => window.clearTimeout(timer);
  for (const type of ["pointerenter", "focusin"]) item.addEventListener(type, stop);
  for (const type of ["pointerleave", "focusout"]) item.addEventListener(type, start);
  start();
}

export function setUp(): void {
  each("[data-flash]", (item) => {
    if (!item.querySelector("[data-flash-close]")) item.append(closeButton());
    const stack = item.parentElement;
    // what came with the page is put in again, for only what changes is read out
    window.setTimeout(() => item.isConnected && stack?.append(item), 300);
    lives(item);
  });
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-flash-close]") : null;
    button?.closest("[data-flash]")?.remove();
  });
  // an answer to htmx may carry HX-Trigger: {"flash": {"text": "...", "kind": "success", "undo": "/..."}}
  document.addEventListener("flash", (event) => flash((event as CustomEvent<Flash>).detail));
}
