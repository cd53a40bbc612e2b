type Upgrade = (element: HTMLElement) => void;

const upgrades: { selector: string; upgrade: Upgrade; done: WeakSet<Element> }[] = [];

/** Run `upgrade` once for every such element: those here, and those htmx brings later. */
export function each(selector: string, upgrade: Upgrade): void {
  upgrades.push({ selector, upgrade, done: new WeakSet() });
}

export function upgradeWithin(root: ParentNode): void {
  for (const { selector, upgrade, done } of upgrades) {
    const found = [...root.querySelectorAll<HTMLElement>(selector)];
    if (root instanceof HTMLElement && root.matches(selector)) found.unshift(root);
    for (const element of found) {
      if (done.has(element)) continue;
      done.add(element);
      upgrade(element);
    }
  }
}

/** One listener on the document for all present and future elements. */
export function on<K extends keyof DocumentEventMap>(
  type: K,
  selector: string,
  listener: (event: DocumentEventMap[K], element: HTMLElement) => void,
): void {
  document.addEventListener(type, (event) => {
    const element = event.target instanceof Element ? event.target.closest<HTMLElement>(selector) : null;
    if (element) listener(event, element);
  });
}

export function csrfToken(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
}

type Child = Node | string | null;

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  for (const child of children) if (child !== null) element.append(child);
  return element;
}

export function icon(name: string): SVGElement {
  const sprite = document.querySelector<HTMLMetaElement>('meta[name="icon-sprite"]')?.content ?? "";
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches("textarea, select")) return true;
  return target instanceof HTMLInputElement && !/^(checkbox|radio|button|submit|reset|file|range)$/.test(target.type);
}

export function isVisible(element: HTMLElement): boolean {
  return element.checkVisibility({ visibilityProperty: true });
}

let counter = 0;
export function uniqueId(prefix: string): string {
  counter += 1;
  return `${prefix}-${counter}`;
}
