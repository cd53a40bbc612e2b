// Menus are native popovers; here they are placed beside their button and get arrow keys. Dialogs are <dialog>.
import { each, isVisible, on } from "../lib/dom.ts";

const GAP = 4;
const EDGE = 8;

function place(menu: HTMLElement, button: HTMLElement): void {
  const anchor = button.getBoundingClientRect();
  const box = menu.getBoundingClientRect();
  const below = anchor.bottom + GAP;
  const fits = below + box.height <= window.innerHeight - EDGE;
  const top = fits ? below : Math.max(EDGE, anchor.top - GAP - box.height);
  const wished = menu.dataset["align"] === "end" ? anchor.right - box.width : anchor.left;
  const left = Math.max(EDGE, Math.min(wished, window.innerWidth - EDGE - box.width));
  menu.style.top = `${top}px`;
  menu.style.left = `${left}px`;
}

function items(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>(".menu-item")].filter(isVisible);
}

function step(event: KeyboardEvent, menu: HTMLElement): void {
  const all = items(menu);
  const at = all.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? -1 : at - 1, Home: 0, End: -1 }[event.key];
  if (to === undefined || all.length === 0 || (event.target as HTMLElement).matches("input, select, textarea")) return;
  event.preventDefault();
  all.at(to % all.length)?.focus();
}

function upgradeMenu(menu: HTMLElement): void {
  const opener = () => [...document.querySelectorAll<HTMLElement>(`[popovertarget="${CSS.escape(menu.id)}"]`)].find(isVisible);
  menu.dataset["placed"] = "";
  menu.addEventListener("toggle", (event) => {
    const button = opener();
    if ((event as ToggleEvent).newState !== "open" || !button) return;
    place(menu, button);
    const first = menu.querySelector<HTMLElement>("[autofocus], input:not([type=hidden]), .menu-item");
    first?.focus();
  });
  menu.addEventListener("keydown", (event) => step(event, menu));
}

export function setUp(): void {
  each(".menu[popover]", upgradeMenu);
  window.addEventListener("resize", () => {
    for (const menu of document.querySelectorAll<HTMLElement>(".menu:popover-open")) menu.hidePopover();
  });
  on("click", "[data-dialog-open]", (event, button) => {
    const dialog = document.getElementById(button.dataset["dialogOpen"] ?? "");
    if (!(dialog instanceof HTMLDialogElement)) return;
    event.preventDefault();
    dialog.showModal();
  });
  on("click", "[data-dialog-close]", (_, button) => button.closest("dialog")?.close());
  on("click", "dialog.dialog", (event, dialog) => {
    if (event.target === dialog) (dialog as HTMLDialogElement).close(); // the backdrop
  });
}
