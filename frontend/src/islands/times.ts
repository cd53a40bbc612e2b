// <time datetime data-relative>: "5 minutes ago" keeps being true while the page stays open.
import { on } from "../lib/dom.ts";
import { language } from "../lib/i18n.ts";

const words = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "long" });
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const steps: [number, Intl.RelativeTimeFormatUnit][] = [
  [30 * DAY, "day"],
  [DAY, "day"],
  [HOUR, "hour"],
  [MINUTE, "minute"],
];

/** Null from 30 days on: then the date the server wrote says more. */
export function relative(then: Date, now: Date, format: Intl.RelativeTimeFormat): string | null {
  const seconds = (then.getTime() - now.getTime()) / 1000;
  const away = Math.abs(seconds);
  if (away >= 30 * DAY) return null;
  if (away < 45) return format.format(0, "second");
  for (const [size, unit] of steps) {
    if (away >= size) return format.format(Math.trunc(seconds / size), unit);
  }
  return format.format(Math.sign(seconds), "minute");
}

export function refreshTimes(root: ParentNode = document): void {
  const now = new Date();
  for (const element of root.querySelectorAll<HTMLTimeElement>("time[data-relative]")) {
    const then = new Date(element.dateTime);
    if (Number.isNaN(then.getTime())) continue;
    const text = relative(then, now, words);
    if (text !== null && text !== element.textContent) element.textContent = text;
  }
}

/** Long lists leave the exact moment on hover to us: in the reader's zone, as the page's language writes it. */
function exact(element: HTMLElement): void {
  if (element.title || !(element instanceof HTMLTimeElement)) return;
  const zone = document.documentElement.dataset["zone"];
  const format = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short", ...(zone ? { timeZone: zone } : {}) });
  element.title = format.format(new Date(element.dateTime));
}

export function setUp(): void {
  on("mouseover", "time[data-relative]", (_, element) => exact(element));
  refreshTimes();
  window.setInterval(() => {
    if (!document.hidden) refreshTimes();
  }, 30_000);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) refreshTimes();
  });
}
