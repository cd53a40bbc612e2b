// The two lines that open inside the composer: a draft that was found, and the address of a link.
import type { Editor } from "@tiptap/core";
import { make } from "../lib/dom.ts";
import { language, t } from "../lib/i18n.ts";
import { relative } from "../islands/times.ts";
import type { Draft } from "./draft.ts";
import { setLink } from "./editor.ts";

function small(text: string, kind = ""): HTMLButtonElement {
  return make("button", { type: "button", class: `btn btn-small ${kind}` }, text);
}

export function draftBar(draft: Draft, onRestore: () => void, onDiscard: () => void): HTMLElement {
  const written = new Date(draft.at);
  const since = relative(written, new Date(), new Intl.RelativeTimeFormat(language, { numeric: "auto" }));
  const words = t("draft_found", { when: since ?? written.toLocaleDateString(language) });
  const back = small(t("draft_restore"));
  const drop = small(t("draft_discard"), "btn-plain");
  const bar = make("div", { class: "composer-draft", role: "status" }, make("span", { class: "grow" }, words), back, drop);
  back.addEventListener("click", onRestore);
  drop.addEventListener("click", onDiscard);
  bar.addEventListener("click", (event) => event.target instanceof HTMLButtonElement && bar.remove());
  return bar;
}

/** Opens above `foot`; an empty address takes the link away. */
export function askLink(foot: HTMLElement, editor: Editor): void {
  foot.parentElement?.querySelector(".composer-link")?.remove();
  const field = make("input", { type: "text", class: "form-control", inputmode: "url", placeholder: "https://", "aria-label": t("link_address") });
  field.value = (editor.getAttributes("link")["href"] as string | undefined) ?? "";
  const done = small(t("link_set"));
  const row = make("div", { class: "composer-link" }, field, done);
  const apply = () => {
    row.remove();
    setLink(editor, field.value);
  };
  done.addEventListener("click", apply);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") apply();
    else if (event.key === "Escape") {
      row.remove();
      editor.commands.focus();
    } else return;
    event.preventDefault();
  });
  foot.before(row);
  field.focus();
}
