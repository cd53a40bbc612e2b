// Texts come from the page (<script type="application/json" id="i18n">, macro js_texts), so the
// catalogues stay in one place. A plural is {"one": ..., "other": ...}; {name} is replaced.
type Text = string | { one: string; other: string };

const block = document.getElementById("i18n");
const texts = JSON.parse(block?.textContent || "{}") as Record<string, Text>;

export const language = document.documentElement.lang || "en";
const rules = new Intl.PluralRules(language);
const numbers = new Intl.NumberFormat(language);

function filled(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? numbers.format(value) : value;
  });
}

export function t(key: string, values: Record<string, string | number> = {}): string {
  const text = texts[key];
  if (text === undefined) return key;
  return filled(typeof text === "string" ? text : text.other, values);
}

export function plural(key: string, n: number): string {
  const text = texts[key];
  if (text === undefined || typeof text === "string") return t(key, { n });
  return filled(rules.select(n) === "one" ? text.one : text.other, { n });
}

/** Bytes in words, in steps of 1024. */
export function fileSize(bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  let step = 0;
  let size = bytes;
  while (size >= 1024 && step < units.length - 1) {
    size /= 1024;
    step += 1;
  }
  const digits = step > 0 && size < 10 ? 1 : 0;
  const style = { style: "unit", unit: units[step] ?? "byte", unitDisplay: "short", maximumFractionDigits: digits } as const;
  return new Intl.NumberFormat(language, style).format(size);
}
