// The tools above the send button: one stop for Tab, arrows inside (ARIA toolbar pattern).
import type { Editor } from "@tiptap/core";
import { icon, make } from "../lib/dom.ts";
import { t } from "../lib/i18n.ts";

interface Tool {
  text: string; // key of its name in the page's texts
  icon: string;
  keys: string;
  active: (editor: Editor) => boolean;
  run: (editor: Editor) => void;
}

function tools(onLink: () => void): (Tool | null)[] {
  return [
    { text: "bold", icon: "bold", keys: "Ctrl+B", active: (e) => e.isActive("bold"), run: (e) => e.chain().focus().toggleBold().run() },
    { text: "italic", icon: "italic", keys: "Ctrl+I", active: (e) => e.isActive("italic"), run: (e) => e.chain().focus().toggleItalic().run() },
    { text: "link", icon: "link", keys: "Ctrl+K", active: (e) => e.isActive("link"), run: onLink },
    null,
    { text: "bullets", icon: "list", keys: "Ctrl+Shift+8", active: (e) => e.isActive("bulletList"), run: (e) => e.chain().focus().toggleBulletList().run() },
    { text: "numbers", icon: "list-numbers", keys: "Ctrl+Shift+7", active: (e) => e.isActive("orderedList"), run: (e) => e.chain().focus().toggleOrderedList().run() },
    { text: "quote", icon: "quote", keys: "Ctrl+Shift+B", active: (e) => e.isActive("blockquote"), run: (e) => e.chain().focus().toggleBlockquote().run() },
    { text: "code", icon: "code", keys: "Ctrl+E", active: (e) => e.isActive("code") || e.isActive("codeBlock"), run: toggleCode },
  ];
}

/** A selection inside a line becomes code; an empty one or several lines become a block. */
function toggleCode(editor: Editor): void {
  const { empty, $from, $to } = editor.state.selection;
  const chain = editor.chain().focus();
  if (editor.isActive("codeBlock") || empty || !$from.sameParent($to)) chain.toggleCodeBlock().run();
  else chain.toggleCode().run();
}

function walk(event: KeyboardEvent, bar: HTMLElement): void {
  const buttons = [...bar.querySelectorAll<HTMLButtonElement>("button")];
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
  if (to === undefined || at < 0) return;
  event.preventDefault();
  const next = buttons.at(to % buttons.length);
  for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
  next?.focus();
}

export function fillToolbar(bar: HTMLElement, editor: Editor, onLink: () => void): void {
  const shown: [HTMLButtonElement, Tool][] = [];
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", t("formatting"));
  for (const tool of tools(onLink)) {
    if (!tool) {
      bar.append(make("span", { class: "gap" }));
      continue;
    }
    const name = t(tool.text);
    const button = make("button", { type: "button", "aria-label": name, title: `${name} (${tool.keys})`, tabindex: shown.length ? "-1" : "0" }, icon(tool.icon));
    button.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
    button.addEventListener("click", () => tool.run(editor));
    bar.append(button);
    shown.push([button, tool]);
  }
  bar.addEventListener("keydown", (event) => walk(event, bar));
  const mark = () => {
    for (const [button, tool] of shown) button.setAttribute("aria-pressed", String(tool.active(editor)));
  };
  editor.on("transaction", mark);
  mark();
}
