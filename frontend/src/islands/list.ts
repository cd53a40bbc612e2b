// A list under the fingers: j/k move, x selects, enter opens, e solves, a assigns. Rows and boxes are plain HTML.
import { each, on } from "../lib/dom.ts";
import { plural } from "../lib/i18n.ts";
import { beforeKey } from "./shortcuts.ts";

const boxesOf = (list: Element) => [...list.querySelectorAll<HTMLInputElement>("[data-row-check]")];
const rowsOf = (list: Element) => [...list.querySelectorAll<HTMLElement>("[data-row]")];

function here(list: Element): HTMLElement | null {
  const focused = document.activeElement?.closest<HTMLElement>("[data-row]");
  return focused && list.contains(focused) ? focused : list.querySelector<HTMLElement>("[data-row].is-here");
}

function goTo(list: Element, row: HTMLElement | undefined): void {
  if (!row) return;
  for (const other of rowsOf(list)) other.classList.toggle("is-here", other === row);
  row.querySelector<HTMLElement>("[data-row-link]")?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function move(list: Element, by: number): void {
  const rows = rowsOf(list);
  const current = here(list);
  const at = current ? rows.indexOf(current) + by : by > 0 ? 0 : rows.length - 1;
  goTo(list, rows[Math.max(0, Math.min(rows.length - 1, at))]);
}

function count(list: Element): void {
  const boxes = boxesOf(list);
  const chosen = boxes.filter((box) => box.checked).length;
  for (const place of list.querySelectorAll("[data-selected-count]")) place.textContent = plural("selected", chosen);
  const all = list.querySelector<HTMLInputElement>("[data-select-all]");
  if (!all) return;
  all.checked = chosen > 0 && chosen === boxes.length;
  all.indeterminate = chosen > 0 && chosen < boxes.length;
}

function toggle(list: Element, row: HTMLElement | null): void {
  const box = row?.querySelector<HTMLInputElement>("[data-row-check]");
  if (!box) return;
  box.checked = !box.checked;
  count(list);
}

/** A key of the bulk bar with nothing selected is meant for the row one stands on. */
function chooseHere(target: HTMLElement): boolean {
  const list = target.closest("[data-bulk]")?.closest("[data-list]");
  if (!list) return false;
  const boxes = boxesOf(list);
  if (boxes.some((box) => box.checked)) return false;
  const row = here(list);
  if (!row) return true; // nowhere: the key does nothing rather than something to all
  toggle(list, row);
  return false;
}

const last = new WeakMap<Element, HTMLInputElement>();

/** Shift and click: everything from the last box to this one. */
function range(list: Element, box: HTMLInputElement): void {
  const boxes = boxesOf(list);
  const from = last.get(list);
  if (!from) return;
  const [start, end] = [boxes.indexOf(from), boxes.indexOf(box)].sort((a, b) => a - b);
  for (const between of boxes.slice(start, (end ?? 0) + 1)) between.checked = box.checked;
}

function upgradeList(list: HTMLElement): void {
  const key = `tridesk:row:${list.dataset["list"] || location.pathname}`;
  list.addEventListener("click", (event) => {
    const target = event.target as Element;
    const box = target.closest<HTMLInputElement>("[data-row-check]");
    if (box && event.shiftKey) range(list, box);
    if (box) last.set(list, box);
    const row = target.closest<HTMLElement>("[data-row]");
    if (row && target.closest("[data-row-link]")) sessionStorage.setItem(key, row.id);
    count(list);
  });
  list.addEventListener("change", () => count(list));
  const left = document.getElementById(sessionStorage.getItem(key) ?? "");
  if (left && list.contains(left)) left.classList.add("is-here"); // where one was before opening a ticket
  count(list);
}

export function setUp(): void {
  each("[data-list]", upgradeList);
  beforeKey((_, target) => chooseHere(target));
  on("click", "[data-list-move]", (_, button) => {
    const list = button.closest("[data-list]");
    if (list) move(list, Number(button.dataset["listMove"]));
  });
  on("click", "[data-list-toggle]", (_, button) => {
    const list = button.closest("[data-list]");
    if (list) toggle(list, here(list));
  });
  on("click", "[data-list-open]", (_, button) => {
    const list = button.closest("[data-list]");
    if (list) here(list)?.querySelector<HTMLElement>("[data-row-link]")?.click();
  });
  on("click", "[data-list-clear]", (_, button) => {
    const list = button.closest("[data-list]");
    if (!list) return;
    for (const box of boxesOf(list)) box.checked = false;
    count(list);
  });
  on("change", "[data-select-all]", (_, all) => {
    const list = all.closest("[data-list]");
    if (!list) return;
    for (const box of boxesOf(list)) box.checked = (all as HTMLInputElement).checked;
    count(list);
  });
}
