// What this browser remembers. Storage may be full, forbidden or absent: then nothing is remembered and nothing breaks.
export function recall<T>(key: string): T | null {
  try {
    const text = localStorage.getItem(`tridesk:${key}`);
    return text === null ? null : (JSON.parse(text) as T);
  } catch {
    return null;
  }
}

export function remember(key: string, value: unknown): boolean {
  try {
    localStorage.setItem(`tridesk:${key}`, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

export function forget(key: string): void {
  try {
    localStorage.removeItem(`tridesk:${key}`);
  } catch {
    // nothing was kept, so nothing is to be forgotten
  }
}

export function keysLike(prefix: string): string[] {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(`tridesk:${prefix}`))
      .map((key) => key.slice("tridesk:".length));
  } catch {
    return [];
  }
}

/** A choice the server needs for the first paint (theme, rail): a cookie for a year. */
export function tellServer(name: string, value: string): void {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax${secure}`;
}
