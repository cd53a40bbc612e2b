// <input data-combobox-url="/people/options"> becomes a combobox (ARIA 1.2, list autocomplete).
// GET url?q=... answers [{value, label, hint}]. One choice fills a hidden field of the input's name;
// with data-multiple each choice is a removable chip with a hidden field of its own.
// data-free: what was typed may be sent as it is (tags); data-free="address": only where it is a mail address. Without JavaScript it is a plain field.
import { each, icon, make, uniqueId } from "../lib/dom.ts";
import { plural, t } from "../lib/i18n.ts";

interface Option {
  value: string | number;
  label: string;
  hint?: string;
}

const WAIT = 150; // ms of quiet before asking

class Combobox {
  private readonly name: string;
  private readonly list = make("ul", { class: "combo-list", role: "listbox", id: uniqueId("combo"), hidden: "" });
  private readonly said = make("span", { class: "visually-hidden", role: "status" });
  private readonly box = make("div", { class: "combo-box" });
  private options: Option[] = [];
  private active = -1;
  private timer = 0;
  private asked: AbortController | null = null;

  constructor(private readonly input: HTMLInputElement) {
    this.name = input.name;
    const chosen = JSON.parse(input.dataset["chosen"] || "[]") as Option[];
    input.removeAttribute("name");
    input.classList.remove("form-control");
    const wrap = make("div", { class: "combo" });
    input.replaceWith(wrap);
    this.box.append(input);
    wrap.append(this.box, this.list, this.said);
    this.describe();
    for (const option of chosen) this.choose(option, false);
    if (input.value && input.hasAttribute("data-free")) this.splitFree();
    this.listen(wrap);
  }

  private get multiple(): boolean {
    return this.input.hasAttribute("data-multiple");
  }

  private get free(): boolean {
    if (this.input.dataset["free"] === "address") return this.input.value.includes("@");
    return this.input.hasAttribute("data-free");
  }

  private describe(): void {
    const label = this.input.labels?.[0]?.textContent.trim() || this.input.getAttribute("aria-label") || "";
    const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id, autocomplete: "off" };
    for (const [name, value] of Object.entries(attributes)) this.input.setAttribute(name, value);
    this.list.setAttribute("aria-label", label);
  }

  private listen(wrap: HTMLElement): void {
    this.input.addEventListener("input", () => this.soon());
    this.input.addEventListener("focus", () => this.soon());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("click", (event) => event.target === this.box && this.input.focus());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    this.list.addEventListener("click", (event) => {
      const item = (event.target as Element).closest<HTMLElement>("[role=option]");
      if (item) this.choose(this.options[Number(item.dataset["at"])]);
    });
    wrap.addEventListener("focusout", (event) => {
      if (wrap.contains(event.relatedTarget as Node | null)) return;
      if (this.free && this.input.value.trim()) this.splitFree();
      if (!this.free) this.input.value = "";
      this.close();
    });
  }

  private soon(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask(), WAIT);
  }

  private async ask(): Promise<void> {
    this.asked?.abort();
    this.asked = new AbortController();
    const url = new URL(this.input.dataset["comboboxUrl"] ?? "", location.href);
    url.searchParams.set("q", this.input.value.trim());
    try {
      const answer = await fetch(url, { headers: { Accept: "application/json" }, signal: this.asked.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const found = (await answer.json()) as Option[];
      const taken = new Set([...this.box.querySelectorAll<HTMLInputElement>("input[type=hidden]")].map((field) => field.value));
      this.options = found.filter((option) => !taken.has(String(option.value)));
      this.show();
    } catch (error) {
      if ((error as Error).name !== "AbortError") this.tell(t("options_failed"));
    }
  }

  private show(): void {
    this.list.replaceChildren(
      ...this.options.map((option, at) => {
        const item = make("li", { role: "option", id: `${this.list.id}-${at}`, "data-at": String(at), "aria-selected": "false" });
        item.append(make("span", { class: "clip" }, option.label));
        if (option.hint) item.append(make("span", { class: "hint clip" }, option.hint));
        return item;
      }),
    );
    if (this.options.length === 0) return this.tell(this.free ? "" : t("no_options"));
    this.open(true);
    this.said.textContent = plural("options", this.options.length);
    this.mark(this.free ? -1 : 0);
  }

  private tell(text: string): void {
    this.options = [];
    this.said.textContent = text;
    this.list.replaceChildren(make("li", { class: "nothing", role: "presentation" }, text));
    this.open(text !== "" && document.activeElement === this.input);
    this.mark(-1);
  }

  private open(open: boolean): void {
    this.list.hidden = !open || document.activeElement !== this.input;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.list.classList.remove("is-up");
    const { bottom, height } = this.list.getBoundingClientRect();
    this.list.classList.toggle("is-up", bottom > window.innerHeight && this.box.getBoundingClientRect().top > height);
  }

  private close(): void {
    window.clearTimeout(this.timer);
    this.asked?.abort();
    this.open(false);
    this.list.hidden = true;
    this.mark(-1);
  }

  private mark(at: number): void {
    this.active = at;
    const items = [...this.list.querySelectorAll<HTMLElement>("[role=option]")];
    items.forEach((item, index) => item.setAttribute("aria-selected", String(index === at)));
    const item = items[at];
    item?.scrollIntoView({ block: "nearest" });
    if (item) this.input.setAttribute("aria-activedescendant", item.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  private key(event: KeyboardEvent): void {
    const many = this.options.length;
    const open = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) return void this.ask();
      if (many > 0) this.mark((this.active + (event.key === "ArrowDown" ? 1 : -1) + many) % many);
    } else if (event.key === "Enter" && open && this.active >= 0) {
      event.preventDefault();
      this.choose(this.options[this.active]);
    } else if ((event.key === "Enter" || event.key === ",") && this.free && this.input.value.trim()) {
      event.preventDefault();
      this.splitFree();
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (event.key === "Backspace" && !this.input.value) {
      this.box.querySelector<HTMLElement>(".combo-pick:last-of-type")?.remove();
      this.changed();
    }
  }

  private splitFree(): void {
    const parts = this.input.value.split(",").map((part) => part.trim()).filter(Boolean);
    for (const part of parts) this.choose({ value: part, label: part }, false);
    this.changed();
  }

  private choose(option: Option | undefined, tell = true): void {
    if (!option) return;
    if (!this.multiple) for (const pick of this.box.querySelectorAll(".combo-pick")) pick.remove();
    this.input.before(this.chip(option));
    this.input.value = "";
    this.close();
    if (tell) this.changed();
  }

  private chip(option: Option): HTMLElement {
    const remove = make("button", { type: "button", "aria-label": t("remove", { name: option.label }) }, icon("x"));
    const field = make("input", { type: "hidden", name: this.name, value: String(option.value) });
    const pick = make("span", { class: "combo-pick" }, make("span", { class: "clip" }, option.label), field, remove);
    remove.addEventListener("click", () => {
      pick.remove();
      this.input.focus();
      this.changed();
    });
    return pick;
  }

  /** Tells the form; with data-submit it is sent at once. */
  private changed(): void {
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

export function setUp(): void {
  each("input[data-combobox-url]", (input) => void new Combobox(input as HTMLInputElement));
}
