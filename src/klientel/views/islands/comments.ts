/** `k-comments`: follows what others say without anything jumping under the reader, and tells the server what was seen. */
import type { Tools } from "../../ui/frontend/ts/islands";

const PAUSE = 300;

/** Which comments stand there and how new each is. */
type Standing = Map<string, string>;

export function open({ all, announce, define, near, one, refresh, token }: Tools): void {
  class Comments extends HTMLElement {
    #life = new AbortController();
    #timer = 0;
    #watch: IntersectionObserver | null = null;
    #seen = new Set<string>();
    /** The comment that something is done with. */
    #at = "";

    connectedCallback(): void {
      this.#life = new AbortController();
      const { signal } = this.#life;
      this.addEventListener("live:changed", (event) => {
        if ((event as CustomEvent<string[]>).detail.includes(this.dataset.record ?? "")) this.#later();
      }, { signal });
      this.addEventListener("click", (event) => {
        if (near(event, "[data-comments-newer]")) void this.#draw();
        this.#at = near(event, "[data-comment]")?.id ?? this.#at;
      }, { signal });
      document.addEventListener("click", (event) => {
        this.#copy(event);
        // What is done from the menu is seen in the comment: the menu has no more to say.
        near(event, "#row-menu .menu-item")?.closest<HTMLElement>("[popover]")?.hidePopover();
      }, { signal });
      document.addEventListener("htmx:after:swap", () => {
        this.#look();
        this.#enter();
      }, { signal });
      this.#watch = new IntersectionObserver((entries) => this.#read(entries), { threshold: [0.1, 0.6, 1] });
      document.addEventListener("visibilitychange", () => this.#look(), { signal });
      this.#look();
    }

    disconnectedCallback(): void {
      this.#life.abort();
      this.#watch?.disconnect();
      clearTimeout(this.#timer);
    }

    #later(): void {
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => void this.#follow(), PAUSE);
    }

    get #source(): string {
      const url = new URL(this.dataset.source ?? "", location.href);
      const last = all("[data-last]", this).at(-1)?.dataset.last;
      if (last) url.searchParams.set("down_to", last);
      return url.href;
    }

    /** Looks whether anything is new at all: what one did oneself is told by the stream, too. */
    async #follow(): Promise<void> {
      const answer = await fetch(this.#source, { headers: { "HX-Request": "true", "HX-Request-Type": "partial" } }).catch(() => null);
      if (!answer?.ok || answer.redirected || !this.isConnected) return;
      const fresh = standing(new DOMParser().parseFromString(await answer.text(), "text/html"));
      const here = standing(this);
      if (same(here, fresh)) return;
      const offer = one("[data-comments-newer]", this);
      const moves = [...here.keys()].join() !== [...fresh.keys()].join();
      if (moves && offer && this.matches(":hover, :focus-within")) offer.hidden = false;
      else await this.#draw();
    }

    async #draw(): Promise<void> {
      await refresh(this, this.#source, "outerMorph");
    }

    /** Comments that name the reader have been seen once most of them stood in the window. */
    #look(): void {
      for (const news of all("[data-news]", this)) {
        // Asked anew, it answers even if nothing moved since.
        this.#watch?.unobserve(news);
        if (!this.#seen.has(news.dataset.comment ?? "")) this.#watch?.observe(news);
      }
    }

    /** What had the focus is gone with its menu, its dialog or its comment: it goes on from there. */
    #enter(): void {
      const lost = [null, document.body, one("#main h1")].includes(document.activeElement as HTMLElement | null);
      if (!this.#at || !lost || one("dialog[open]")) return;
      const here = document.getElementById(this.#at);
      const next = here ? one("[aria-haspopup]", here) : one("[data-comment]", this);
      (next ?? one("#comment-new textarea"))?.focus({ preventScroll: true });
      this.#at = "";
    }

    #read(entries: IntersectionObserverEntry[]): void {
      if (document.hidden) return;
      const isRead = (entry: IntersectionObserverEntry): boolean => entry.intersectionRatio > 0.6 || entry.intersectionRect.height > innerHeight / 3;
      const fresh = entries.filter(isRead).map((entry) => entry.target as HTMLElement);
      const keys = fresh.map((news) => news.dataset.comment ?? "").filter((key) => key && !this.#seen.has(key));
      for (const news of fresh) this.#watch?.unobserve(news);
      if (!keys.length) return;
      const sheet = new FormData();
      for (const key of keys) {
        this.#seen.add(key);
        sheet.append("comment", key);
      }
      void fetch(this.dataset.seenTo ?? "", { method: "POST", body: sheet, headers: { "HX-Request": "true", "HX-Request-Type": "partial", "X-CSRFToken": token() } }).catch(() => undefined);
    }

    #copy(event: Event): void {
      const link = near<HTMLAnchorElement>(event, "[data-copies]");
      if (!link || !navigator.clipboard) return;
      event.preventDefault();
      event.stopPropagation();
      void navigator.clipboard.writeText(link.href).then(() => announce(link.dataset.copied ?? ""));
    }
  }

  define("k-comments", Comments);

  function standing(root: ParentNode): Standing {
    return new Map(all("[data-comment]", root).map((comment) => [comment.dataset.comment ?? "", comment.dataset.changed ?? ""]));
  }

  const same = (one: Standing, other: Standing): boolean => JSON.stringify([...one]) === JSON.stringify([...other]);
}
