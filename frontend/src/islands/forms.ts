// Forms: sent once however often the button is pressed; the error summary takes the focus.
import { each } from "../lib/dom.ts";

function once(form: HTMLFormElement, event: SubmitEvent): void {
  if (form.dataset["sending"] !== undefined) return event.preventDefault();
  form.dataset["sending"] = "";
  event.submitter?.classList.add("is-busy");
}

function again(form: Element): void {
  if (form instanceof HTMLFormElement) delete form.dataset["sending"];
  for (const button of form.querySelectorAll(".is-busy")) button.classList.remove("is-busy");
}

export function setUp(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.method !== "post" || form.target || event.submitter?.hasAttribute("formtarget") || event.defaultPrevented) return;
    if (form.closest("[hx-boost=true]") || form.hasAttribute("hx-post")) return; // htmx sends these and waits itself
    once(form, event);
  });
  // back from the cache of the browser: the form may be sent again
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of document.querySelectorAll("form[data-sending]")) again(form);
  });
  each("[data-error-summary]", (summary) => summary.focus());
}
