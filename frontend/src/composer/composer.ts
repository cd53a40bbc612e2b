// Upgrades <form data-composer> (macro composer in ui/composer.html). Its parts:
//   [data-composer-text]  textarea that posts plain text without JavaScript
//   [data-composer-html]  hidden field that receives the HTML
//   [data-composer-tools] [data-composer-files] [data-composer-file] toolbar, chips, file input
//   input[name=visibility] the kind; the visible button[data-main] is what Ctrl+Enter presses
import type { Editor } from "@tiptap/core";
import htmx from "htmx.org";
import { isVisible, make } from "../lib/dom.ts";
import { plural, t } from "../lib/i18n.ts";
import { beforeKey } from "../islands/shortcuts.ts";
import { askLink, draftBar } from "./bars.ts";
import { type Draft, DraftKeeper } from "./draft.ts";
import { createEditor, editorLabel, htmlOf, textOf } from "./editor.ts";
import { fillToolbar } from "./toolbar.ts";
import { isPicture, type Uploaded, Uploads } from "./uploads.ts";

export class Composer {
  private readonly text: HTMLTextAreaElement;
  private readonly html: HTMLInputElement;
  private readonly files: HTMLElement;
  private readonly editor: Editor;
  private readonly uploads: Uploads;
  private readonly draft: DraftKeeper;
  private submitter: HTMLElement | null = null; // pressed while files were still on their way

  constructor(private readonly form: HTMLFormElement) {
    this.text = this.part<HTMLTextAreaElement>("[data-composer-text]");
    this.html = this.part<HTMLInputElement>("[data-composer-html]");
    this.files = this.part<HTMLElement>("[data-composer-files]");
    this.uploads = new Uploads({
      url: form.dataset["uploadUrl"] ?? "",
      limit: Number(form.dataset["uploadMax"] ?? 0),
      place: this.files,
      onChange: () => this.uploaded(),
    });
    this.editor = this.surface();
    this.draft = new DraftKeeper(form.dataset["draftKey"] ?? location.pathname, () => ({ html: htmlOf(this.editor), kind: this.kind }));
    this.tools();
    this.listen();
    this.sending();
    const found = this.draft.found();
    if (found && this.editor.isEmpty) this.text.before(draftBar(found, () => this.restore(found), () => this.discard()));
    form.dataset["ready"] = "";
  }

  private part<T extends HTMLElement>(selector: string): T {
    const found = this.form.querySelector<T>(selector);
    if (!found) throw new Error(`the composer lacks ${selector}`);
    return found;
  }

  private get kind(): string {
    return this.form.querySelector<HTMLInputElement>("input[name=visibility]:checked")?.value ?? "public";
  }

  private surface(): Editor {
    const place = make("div", { class: "composer-surface" });
    this.text.after(place);
    this.text.hidden = true;
    this.text.required = false;
    place.addEventListener("click", (event) => event.target === place && this.editor.commands.focus("end"));
    return createEditor({
      place,
      content: this.html.value || this.html.dataset["html"] || plainToHtml(this.text.value),
      label: this.text.labels?.[0]?.textContent.trim() || editorLabel(),
      placeholder: () => this.form.dataset[this.kind === "internal" ? "placeholderInternal" : "placeholder"] ?? "",
      onFiles: (files) => this.take(files, true),
      onSend: () => this.send(),
      onLink: () => this.link(),
      onChange: () => this.draft.soon(),
    });
  }

  private tools(): void {
    fillToolbar(this.part("[data-composer-tools]"), this.editor, () => this.link());
    const input = this.part<HTMLInputElement>("[data-composer-file]");
    input.removeAttribute("name"); // sent one by one, with progress, instead of with the form
    input.addEventListener("change", () => {
      this.take([...(input.files ?? [])], false);
      input.value = "";
    });
  }

  /** Pictures pasted or dropped go into the text; everything else becomes an attachment. */
  private take(files: File[], intoText: boolean): void {
    for (const file of files) {
      if (intoText && isPicture(file)) this.uploads.add(file, (done) => this.show(done));
      else this.uploads.add(file);
    }
  }

  private show({ url, name, token }: Uploaded): void {
    this.editor.chain().focus().insertContent({ type: "image", attrs: { src: url, alt: name, upload: token } }).run();
  }

  private listen(): void {
    const { form } = this;
    form.addEventListener("dragover", (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      form.classList.add("is-dropping");
    });
    form.addEventListener("dragleave", (event) => {
      if (!form.contains(event.relatedTarget as Node | null)) form.classList.remove("is-dropping");
    });
    form.addEventListener("drop", (event) => {
      form.classList.remove("is-dropping");
      if (!event.dataTransfer?.files.length) return;
      event.preventDefault();
      this.take([...event.dataTransfer.files], true);
    });
    form.addEventListener("change", (event) => {
      if (!(event.target as Element).matches("input[name=visibility]")) return;
      this.editor.view.dispatch(this.editor.state.tr); // the placeholder follows the kind
      this.draft.soon();
    });
    for (const label of form.querySelectorAll<HTMLElement>(".composer-kind")) {
      // with the mouse one goes on writing; arrow keys between the kinds stay where they are
      label.addEventListener("pointerup", () => window.setTimeout(() => this.editor.commands.focus(), 0));
    }
    beforeKey((_, target) => {
      if (!(target instanceof HTMLInputElement) || target.form !== form || target.name !== "visibility") return false;
      target.click();
      this.editor.commands.focus();
      form.scrollIntoView({ block: "nearest" });
      return true;
    });
  }

  private send(): void {
    const main = [...this.form.querySelectorAll<HTMLButtonElement>("button[data-main]")];
    main.find((button) => isVisible(button) && !button.disabled)?.click();
  }

  /** Sent by htmx (boosted unless the page gave hx-post), so that a failure leaves the text where it is. */
  private sending(): void {
    const { form } = this;
    form.addEventListener("submit", (event) => this.prepare(event), { capture: true });
    if (!form.hasAttribute("hx-post")) {
      form.setAttribute("hx-boost", "true");
      htmx.process(form);
    }
    form.addEventListener("htmx:beforeRequest", () => this.busy(true));
    form.addEventListener("htmx:beforeOnLoad", (event) => {
      const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail;
      this.busy(false);
      if (xhr.status < 400) this.draft.end();
    });
    form.addEventListener("htmx:responseError", () => this.failed(t("not_sent")));
    for (const type of ["htmx:sendError", "htmx:timeout"]) form.addEventListener(type, () => this.failed(t("not_sent_offline")));
  }

  private prepare(event: SubmitEvent): void {
    if (this.form.dataset["sending"] !== undefined) return halt(event);
    if (this.uploads.pending > 0) {
      this.submitter = event.submitter;
      this.tell(plural("waiting_files", this.uploads.pending));
      return halt(event);
    }
    this.html.value = htmlOf(this.editor);
    this.text.value = textOf(this.editor);
    this.carryPictures();
    const nothing = !this.html.value && !this.form.querySelector("input[name=uploads]");
    if (nothing && !event.submitter?.hasAttribute("data-allow-empty")) {
      halt(event);
      this.tell(t("write_first"));
      this.editor.commands.focus();
    }
  }

  /** A picture that was taken out of the text again is not sent. */
  private carryPictures(): void {
    for (const old of this.form.querySelectorAll("input[data-in-text]")) old.remove();
    const shown = new DOMParser().parseFromString(this.html.value, "text/html").querySelectorAll("img[data-upload]");
    const tokens = new Set([...shown].map((image) => image.getAttribute("data-upload") ?? ""));
    for (const token of tokens) this.form.append(make("input", { type: "hidden", name: "uploads", value: token, "data-in-text": "" }));
  }

  private uploaded(): void {
    if (this.uploads.pending > 0 || !this.submitter) return;
    const button = this.submitter;
    this.submitter = null;
    this.tell("");
    if (!this.files.querySelector(".is-failed")) button.click();
  }

  private busy(busy: boolean): void {
    if (busy) this.form.dataset["sending"] = "";
    else delete this.form.dataset["sending"];
    this.form.querySelector(".composer-failed")?.remove();
    for (const button of this.form.querySelectorAll<HTMLElement>(".composer-send .btn-primary")) button.classList.toggle("is-busy", busy);
  }

  private failed(text: string): void {
    this.busy(false);
    const bar = make("div", { class: "composer-failed", role: "alert" });
    this.text.before(bar);
    bar.textContent = text; // after it is in the page, so that it is read out
    this.editor.commands.focus();
  }

  private tell(text: string): void {
    let place = this.form.querySelector<HTMLElement>("[data-composer-said]");
    if (!place) {
      place = make("span", { class: "faint", role: "status", "data-composer-said": "" });
      this.part(".composer-send").prepend(place);
    }
    place.textContent = text;
  }

  private restore(draft: Draft): void {
    const kind = this.form.querySelector<HTMLInputElement>(`input[name=visibility][value="${CSS.escape(draft.kind)}"]`);
    kind?.click();
    this.editor.commands.setContent(draft.html, { emitUpdate: true });
    this.editor.commands.focus("end");
  }

  private discard(): void {
    this.draft.drop();
    this.editor.commands.focus();
  }

  private link(): void {
    askLink(this.part(".composer-foot"), this.editor);
  }
}

function halt(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

function plainToHtml(text: string): string {
  const holder = document.createElement("div");
  for (const part of text.split(/\n{2,}/)) if (part.trim()) holder.append(make("p", {}, part));
  return holder.innerHTML;
}
