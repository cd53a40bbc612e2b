// htmx without eval: the token for each request, the focus kept, news of failure.
import htmx from "htmx.org";
import { csrfToken, upgradeWithin } from "../lib/dom.ts";
import { t } from "../lib/i18n.ts";
import { flash } from "./flash.ts";
import { refreshTimes } from "./times.ts";

interface Detail {
  elt: HTMLElement;
  target?: HTMLElement;
  requestConfig?: { elt: HTMLElement };
  headers?: Record<string, string>;
  xhr?: XMLHttpRequest;
}

const detail = (event: Event) => (event as CustomEvent<Detail>).detail;

function settled(event: Event): void {
  const { elt, requestConfig } = detail(event);
  upgradeWithin(elt);
  refreshTimes(elt);
  if (requestConfig?.elt.matches("form[data-composer]")) return afterSending();
  // nobody asked for it, or it only follows from something else: the focus stays where it is
  if (elt.matches("[data-keep-focus]") || requestConfig?.elt.matches("[data-keep-focus]")) return;
  if (document.activeElement && document.activeElement !== document.body) return;
  const same = document.getElementById(focused);
  if (same) return same.focus({ preventScroll: true });
  if (elt.parentElement === document.body) return document.getElementById("work")?.focus({ preventScroll: true });
  // what had the focus was replaced: it goes to the new part, never to the top of the page
  const next = elt.querySelector<HTMLElement>("[autofocus], [data-error-summary]") ?? elt;
  if (!next.matches("a[href], button, input, select, textarea, [tabindex]")) next.tabIndex = -1;
  next.focus({ preventScroll: true });
}

/** The page came back with the new message: there one goes on reading; with errors, there they are. */
function afterSending(): void {
  const place = document.querySelector<HTMLElement>("[data-error-summary]") ?? [...document.querySelectorAll<HTMLElement>("[data-message]")].at(-1);
  if (!place) return;
  place.tabIndex = -1;
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: "nearest" });
}

function failed(event: Event): void {
  const { elt, xhr } = detail(event);
  if (elt.closest("[data-composer]")) return; // it tells about itself
  if (elt.closest("[data-background]")) return; // nobody asked for it, and it asks again by itself
  if (xhr?.getResponseHeader("HX-Trigger")?.includes('"flash"')) return; // the server has said it in its own words
  const reference = xhr?.getResponseHeader("X-Request-ID");
  const text = xhr?.status === 403 ? t("not_allowed") : xhr && xhr.status > 0 ? t("failed") : t("offline");
  flash({ text: reference ? `${text} (${reference})` : text, kind: "error" });
}

let focused = ""; // id of what had the focus before a part was replaced

export function setUp(): void {
  Object.assign(htmx.config, {
    allowEval: false,
    allowScriptTags: false,
    includeIndicatorStyles: false,
    selfRequestsOnly: true,
    historyCacheSize: 0, // no copies of tickets in localStorage
    refreshOnHistoryMiss: true,
    scrollIntoViewOnBoost: false,
    attributesToSettle: ["class", "width", "height"], // not style: the policy forbids setting it as an attribute
    responseHandling: [
      { code: "204", swap: false },
      { code: "[23]..", swap: true },
      { code: "422", swap: true }, // a form with its errors
      { code: "[45]..", swap: false, error: true },
    ],
  });
  document.addEventListener("htmx:configRequest", (event) => {
    const { headers } = detail(event);
    if (headers) headers["X-CSRFToken"] = csrfToken();
  });
  document.addEventListener("htmx:beforeSwap", () => {
    focused = document.activeElement?.id ?? "";
  });
  document.addEventListener("htmx:afterSettle", settled);
  for (const type of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) document.addEventListener(type, failed);
}
