/** `k-presence`: says that this page is open, as long as somebody looks at it, and shows who else has it open. */
import type { Tools } from "../../ui/frontend/ts/islands";

/** Half of the server's lease: one word in two minutes, and none from a hidden window. */
const RENEWS = 120_000;
/** Another tab of the same record is another page: whoever goes there has not left. */
const LINGERS = 3_000;
/** What happens to the record is asked for together. */
const PAUSE = 500;

/** One name for this window: closing one of two windows leaves the other. */
const tab = crypto.randomUUID();
let leaving: { to: string; timer: number } | null = null;

export function open({ define, process, token }: Tools): void {
  class Presence extends HTMLElement {
    #life = new AbortController();
    #timer = 0;
    #to = "";

    connectedCallback(): void {
      this.#life = new AbortController();
      const { signal } = this.#life;
      this.#to = this.dataset.to ?? "";
      if (leaving) {
        clearTimeout(leaving.timer);
        if (leaving.to !== this.#to) gone(leaving.to);
        leaving = null;
      }
      document.addEventListener("visibilitychange", () => this.#say(), { signal });
      this.addEventListener("live:changed", (event) => {
        const told = (event as CustomEvent<string[]>).detail;
        // What is told to the reader alone may be about this record, which they have before them.
        if ([this.dataset.record, this.dataset.channel].some((one) => one && told.includes(one))) this.#say(PAUSE);
      }, { signal });
      addEventListener("pagehide", () => gone(this.#to), { signal });
      addEventListener("pageshow", (event) => {
        if (event.persisted) this.#say();
      }, { signal });
      this.#say();
    }

    disconnectedCallback(): void {
      this.#life.abort();
      clearTimeout(this.#timer);
      const to = this.#to;
      leaving = { to, timer: window.setTimeout(() => gone(to), LINGERS) };
    }

    #say(after = 0): void {
      clearTimeout(this.#timer);
      if (document.hidden) return;
      this.#timer = window.setTimeout(() => {
        void this.#come();
        this.#say(RENEWS);
      }, after);
    }

    async #come(): Promise<void> {
      const answer = await fetch(this.#to, { method: "POST", body: sheet(), headers: { "HX-Request": "true", "HX-Request-Type": "partial" } }).catch(() => null);
      // What was deleted has no page any more that somebody could be on.
      if (answer && [404, 410].includes(answer.status)) {
        this.#life.abort();
        clearTimeout(this.#timer);
      }
      if (!answer?.ok || answer.redirected || !this.isConnected) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector<HTMLElement>("k-presence");
      this.dataset.channel = fresh?.dataset.channel ?? "";
      if (fresh && fresh.innerHTML !== this.innerHTML) {
        const hadFocus = this.contains(document.activeElement);
        this.replaceChildren(...fresh.childNodes);
        process(this);
        if (hadFocus) this.querySelector<HTMLElement>("[data-key]")?.focus();
      }
    }
  }

  function sheet(isGone = false): FormData {
    const values = new FormData();
    values.append("csrfmiddlewaretoken", token());
    values.append("tab", tab);
    if (isGone) values.append("gone", "1");
    return values;
  }

  /** A beacon arrives although the page is closing. */
  function gone(to: string): void {
    navigator.sendBeacon(to, sheet(true));
  }

  define("k-presence", Presence);
}
