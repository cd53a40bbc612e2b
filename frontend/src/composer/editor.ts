// The writing surface: TipTap with exactly what a support reply needs. Markdown is understood while typing.
import { Editor } from "@tiptap/core";
import Image from "@tiptap/extension-image";
import { Placeholder } from "@tiptap/extensions";
import StarterKit from "@tiptap/starter-kit";
import { t } from "../lib/i18n.ts";

/** Only pictures that were uploaded here; a picture pasted with foreign HTML would call its server. */
const Picture = Image.extend({
  addAttributes() {
    return {
      src: { default: null },
      alt: { default: "" },
      upload: {
        default: null,
        parseHTML: (element: HTMLElement) => element.getAttribute("data-upload"),
        renderHTML: (attributes: Record<string, unknown>) => ({ "data-upload": attributes["upload"] }),
      },
    };
  },
  parseHTML() {
    return [{ tag: "img[data-upload]" }];
  },
}).configure({ allowBase64: false });

export interface Surface {
  place: HTMLElement;
  content: string;
  label: string;
  placeholder: () => string;
  onFiles: (files: File[]) => void;
  onSend: () => void;
  onLink: () => void;
  onChange: () => void;
}

/** Word and spreadsheets put a picture of the text beside the text: then the text is meant. */
function filesOnly(data: DataTransfer | null): File[] {
  const files = [...(data?.files ?? [])];
  const html = data?.getData("text/html") ?? "";
  const words = new DOMParser().parseFromString(html, "text/html").body.textContent.trim();
  return words ? [] : files;
}

function keyed(surface: Surface, event: KeyboardEvent): boolean {
  if (!(event.ctrlKey || event.metaKey)) return false;
  if (event.key === "Enter") surface.onSend();
  else if (event.key === "k") surface.onLink();
  else return false;
  event.preventDefault();
  return true;
}

export function createEditor(surface: Surface): Editor {
  return new Editor({
    element: surface.place,
    injectCSS: false, // the page's policy allows no style written by scripts
    content: surface.content,
    extensions: [
      StarterKit.configure({
        heading: false,
        horizontalRule: false,
        underline: false,
        link: { openOnClick: false, autolink: true, defaultProtocol: "https" },
      }),
      Picture,
      Placeholder.configure({ placeholder: surface.placeholder, emptyEditorClass: "is-empty-editor" }),
    ],
    editorProps: {
      attributes: { class: "prose", role: "textbox", "aria-multiline": "true", "aria-label": surface.label },
      handleKeyDown: (_, event) => keyed(surface, event),
      handlePaste: (_, event) => {
        const files = filesOnly(event.clipboardData);
        if (files.length > 0) surface.onFiles(files);
        return files.length > 0;
      },
      handleDrop: (_view, _event, _slice, moved) => !moved && (_event.dataTransfer?.files.length ?? 0) > 0,
    },
    onUpdate: surface.onChange,
  });
}

export function htmlOf(editor: Editor): string {
  return editor.isEmpty ? "" : editor.getHTML().replace(/(<p><\/p>)+$/, "");
}

/** The same words without their looks, for mail programs and readers that show no HTML. */
export function textOf(editor: Editor): string {
  return editor.getText({ blockSeparator: "\n\n" }).replace(/\n{3,}/g, "\n\n").trim();
}

export function setLink(editor: Editor, address: string): void {
  const wanted = address.trim();
  if (!wanted) {
    editor.chain().focus().extendMarkRange("link").unsetLink().run();
    return;
  }
  const href = /^([a-z][a-z0-9+.-]*:|\/)/i.test(wanted) ? wanted : wanted.includes("@") ? `mailto:${wanted}` : `https://${wanted}`;
  if (editor.state.selection.empty && !editor.isActive("link")) {
    editor.chain().focus().insertContent({ type: "text", text: wanted, marks: [{ type: "link", attrs: { href } }] }).run();
  } else {
    editor.chain().focus().extendMarkRange("link").setLink({ href }).run();
  }
}

export const editorLabel = () => t("message");
