// The frame's small behaviours: theme, rail, panels that remember, copying, showing pictures, folding quotes.
import { each, make, on } from "../lib/dom.ts";
import { t } from "../lib/i18n.ts";
import { recall, remember, tellServer } from "../lib/memory.ts";
import { flash } from "./flash.ts";

const root = document.documentElement;

function markTheme(): void {
  const chosen = root.dataset["bsTheme"] || "auto";
  for (const button of document.querySelectorAll<HTMLElement>("[data-theme-set]")) {
    button.setAttribute("aria-pressed", String(button.dataset["themeSet"] === chosen));
  }
}

function setTheme(choice: string): void {
  root.dataset["bsTheme"] = choice;
  tellServer("theme", choice);
  markTheme();
}

function setRail(width: string): void {
  root.dataset["rail"] = width;
  tellServer("rail", width);
  const button = document.querySelector("[data-rail-toggle]");
  button?.setAttribute("aria-expanded", String(width === "wide"));
}

async function copy(button: HTMLElement): Promise<void> {
  const text = new URL(button.dataset["copy"] || location.href, location.href).href;
  const said = button.dataset["copyText"] ?? text;
  try {
    await navigator.clipboard.writeText(said);
    flash({ text: t("copied") });
  } catch {
    flash({ text: t("copy_failed", { text: said }), kind: "warning" });
  }
}

/** Pictures from other servers tell the sender that the mail was read, so they wait for this button. */
function showPictures(button: HTMLElement): void {
  const scope = button.closest("[data-pictures]") ?? document;
  // where the page's policy forbids foreign pictures, the button's own address gives a page that allows them
  const address = button.getAttribute("href");
  const refused = (event: SecurityPolicyViolationEvent) => {
    if (event.effectiveDirective === "img-src" && address) location.assign(address);
  };
  document.addEventListener("securitypolicyviolation", refused, { once: true });
  for (const image of scope.querySelectorAll<HTMLImageElement>("img[data-remote-src]")) {
    image.referrerPolicy = "no-referrer";
    image.src = image.dataset["remoteSrc"] ?? "";
    image.removeAttribute("data-remote-src");
  }
  button.closest(".remote-pictures")?.remove();
}

/** What was quoted from earlier mails, at the end of a message, behind one line. */
function foldQuote(body: HTMLElement): void {
  const quotes = [...body.querySelectorAll<HTMLElement>("blockquote, [data-quote]")].filter(
    (quote) => !quote.parentElement?.closest("blockquote, [data-quote], details"),
  );
  const last = quotes.at(-1);
  if (!last || last.textContent.trim().length < 160 || !body.textContent.replace(last.textContent, "").trim()) return;
  const fold = make("details", { class: "quote-fold" }, make("summary", {}, t("show_quote")));
  last.replaceWith(fold);
  fold.append(last);
}

function rememberPanel(panel: HTMLElement): void {
  if (!(panel instanceof HTMLDetailsElement)) return;
  const key = `panel:${panel.dataset["panel"]}`;
  const open = recall<boolean>(key);
  if (open !== null) panel.open = open;
  panel.addEventListener("toggle", () => remember(key, panel.open));
}

/** What is read gives way to the field that changes it, and back. */
function swap(button: HTMLElement): void {
  const form = document.getElementById(button.dataset["swap"] ?? "");
  const read = button.closest<HTMLElement>(button.dataset["swapFor"] ?? "*");
  if (!form || !read) return;
  const toggle = (editing: boolean) => {
    form.hidden = !editing;
    read.hidden = editing;
    (editing ? form.querySelector<HTMLElement>("input:not([type=hidden]), textarea, select") : button)?.focus();
  };
  toggle(true);
  form.querySelector<HTMLElement>("[data-swap-back]")?.addEventListener("click", () => toggle(false), { once: true });
  form.onkeydown = (event) => {
    if (event.key === "Escape") toggle(false);
  };
}

export function setUp(): void {
  markTheme();
  on("click", "[data-swap]", (_, button) => swap(button));
  on("click", "[data-theme-set]", (_, button) => setTheme(button.dataset["themeSet"] ?? "auto"));
  on("click", "[data-rail-toggle]", () => setRail(root.dataset["rail"] === "narrow" ? "wide" : "narrow"));
  on("click", "[data-copy]", (event, button) => {
    event.preventDefault();
    void copy(button);
  });
  on("click", "[data-show-pictures]", (event, button) => {
    event.preventDefault();
    showPictures(button);
  });
  each("[data-quotes]", foldQuote);
  each("details[data-panel]", rememberPanel);
  // a choice that applies at once (<select data-submit>): without JavaScript the form has a button in <noscript>
  on("change", "[data-submit]", (_, field) => field.closest("form")?.requestSubmit());
}
