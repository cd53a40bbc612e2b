// Files on their way: one chip each, with progress and a way out. POST multipart "file" to the form's
// data-upload-url answers {token, name, size, type, url}, or {error} with a status from 400 on.
import { csrfToken, icon, make } from "../lib/dom.ts";
import { fileSize, t } from "../lib/i18n.ts";

export interface Uploaded {
  token: string;
  name: string;
  size: number;
  type: string;
  url: string;
}

interface Options {
  url: string;
  limit: number; // bytes; 0 when there is none
  place: HTMLElement;
  onChange: () => void;
}

const PICTURE = /^image\/(png|jpeg|gif|webp)$/;

export function isPicture(file: File): boolean {
  return PICTURE.test(file.type);
}

export class Uploads {
  private waiting = 0;

  constructor(private readonly options: Options) {}

  get pending(): number {
    return this.waiting;
  }

  /** Sends the file; `onDone` given means it is shown in the text and needs no chip afterwards. */
  add(file: File, onDone?: (done: Uploaded) => void): void {
    const chip = make("span", { class: "attachment", role: "group", "aria-label": file.name });
    const size = make("span", { class: "size" }, fileSize(file.size));
    const remove = make("button", { type: "button", "aria-label": t("remove", { name: file.name }) }, icon("x"));
    chip.append(icon(isPicture(file) ? "photo" : "paperclip"), make("span", { class: "clip" }, file.name), size, remove);
    this.options.place.append(chip);
    const { limit } = this.options;
    if (limit > 0 && file.size > limit) {
      remove.addEventListener("click", () => chip.remove());
      return this.fail(chip, size, t("too_large", { limit: fileSize(limit) }));
    }
    const request = this.send(file, chip, size, onDone);
    remove.addEventListener("click", () => {
      request.abort();
      chip.remove();
      this.options.onChange();
    });
  }

  private send(file: File, chip: HTMLElement, size: HTMLElement, onDone?: (done: Uploaded) => void): XMLHttpRequest {
    const request = new XMLHttpRequest();
    const bar = make("progress", { max: "1", value: "0", "aria-label": t("uploading", { name: file.name }) });
    chip.insertBefore(bar, chip.lastChild);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = event.loaded / event.total;
    });
    this.waiting += 1;
    request.addEventListener("loadend", () => {
      this.waiting -= 1;
      bar.remove();
      const done = answer(request);
      if ("token" in done) this.keep(chip, done, onDone);
      else if (request.status > 0 || chip.isConnected) this.fail(chip, size, done.error);
      this.options.onChange();
    });
    const body = new FormData();
    body.append("file", file, file.name || "picture.png");
    request.open("POST", this.options.url);
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.setRequestHeader("Accept", "application/json");
    request.send(body);
    return request;
  }

  private keep(chip: HTMLElement, done: Uploaded, onDone?: (done: Uploaded) => void): void {
    if (onDone) {
      chip.remove();
      onDone(done);
    } else {
      chip.append(make("input", { type: "hidden", name: "uploads", value: done.token }));
    }
  }

  private fail(chip: HTMLElement, size: HTMLElement, why: string): void {
    chip.classList.add("is-failed");
    size.textContent = why;
    size.setAttribute("role", "status");
  }
}

function answer(request: XMLHttpRequest): Uploaded | { error: string } {
  try {
    const read = JSON.parse(request.responseText) as Partial<Uploaded> & { error?: string };
    if (request.status < 300 && read.token) return read as Uploaded;
    if (read.error) return { error: read.error };
  } catch {
    // not JSON: a proxy or an error page answered
  }
  return { error: request.status === 413 ? t("too_large_server") : t("upload_failed") };
}
