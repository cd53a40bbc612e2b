// What is being written stays in this browser until it is sent, and is offered again.
import { forget, keysLike, recall, remember } from "../lib/memory.ts";

export interface Draft {
  html: string;
  kind: string; // value of the chosen visibility
  at: number; // ms since 1970
}

const DAYS_KEPT = 30;
const QUIET = 400; // ms after the last key

export class DraftKeeper {
  private timer = 0;
  private ended = false;

  constructor(
    private readonly key: string,
    private readonly read: () => Omit<Draft, "at">,
  ) {
    for (const old of keysLike("draft:")) {
      const draft = recall<Draft>(old);
      if (draft && Date.now() - draft.at > DAYS_KEPT * 86_400_000) forget(old);
    }
    window.addEventListener("pagehide", () => this.timer && this.save());
  }

  found(): Draft | null {
    return recall<Draft>(this.name);
  }

  soon(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.save(), QUIET);
  }

  drop(): void {
    window.clearTimeout(this.timer);
    this.timer = 0;
    forget(this.name);
  }

  /** It was sent: nothing is kept from here on, even if a key was still on its way. */
  end(): void {
    this.ended = true;
    this.drop();
  }

  private save(): void {
    this.timer = 0;
    if (this.ended) return;
    const now = this.read();
    if (now.html) remember(this.name, { ...now, at: Date.now() });
    else forget(this.name);
  }

  private get name(): string {
    return `draft:${this.key}`;
  }
}
