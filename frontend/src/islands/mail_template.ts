// The words of a mail: placeholders go where one writes, the preview follows while one types. Without this island the
// placeholders are typed and a button shows the preview.
import { each } from "../lib/dom.ts";

type Field = HTMLInputElement | HTMLTextAreaElement;
const PAUSE = 500; // milliseconds without typing

function insert(field: Field, text: string): void {
  const [start, end] = [field.selectionStart ?? field.value.length, field.selectionEnd ?? field.value.length];
  field.focus();
  field.setRangeText(text, start, end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function upgrade(form: HTMLElement): void {
  if (!(form instanceof HTMLFormElement)) return;
  const fields = [...form.querySelectorAll<Field>("[data-words]")];
  const preview = form.querySelector<HTMLButtonElement>("[data-preview]");
  let last = fields[1] ?? fields[0];
  let waiting = 0;
  const show = () => preview && form.requestSubmit(preview);
  for (const field of fields) {
    field.addEventListener("focus", () => (last = field));
    field.addEventListener("input", () => {
      window.clearTimeout(waiting);
      waiting = window.setTimeout(show, PAUSE);
    });
  }
  form.addEventListener("change", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.type === "radio" && event.target.name !== "width") show();
  });
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-insert]")) {
    button.hidden = false;
    button.addEventListener("click", () => last && insert(last, button.dataset["insert"] ?? ""));
  }
  // typed and refused, or kept by the browser over a reload: the frame begins with what is saved
  if (form.dataset["mailTemplate"] || fields.some((field) => field.value !== field.defaultValue)) show();
}

export function setUp(): void {
  each("form[data-mail-template]", upgrade);
}
