/** `k-palette`: one field for going, doing and finding. Prefixes are left to the server; recent targets are kept here. */
import { all, announce, define, language, near, one, store } from "./page";
import { visit } from "./server";

const PAUSE = 60;
const MOST = 6;

interface Recent {
  href: string;
  title: string;
}

class Palette extends HTMLElement {
  #timer = 0;
  #request = new AbortController();

  connectedCallback(): void {
    const dialog = one<HTMLDialogElement>("dialog", this);
    const input = this.#input;
    if (!dialog || !input || dialog.classList.contains("is-static")) return;
    dialog.addEventListener("opened", () => {
      input.value = "";
      this.#ask();
    });
    input.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => this.#ask(), PAUSE);
    });
    input.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("click", (event) => {
      const row = near<HTMLAnchorElement>(event, "[role=option]");
      if (!row || event.metaKey || event.ctrlKey) return;
      event.preventDefault();
      this.#go(row);
    });
    this.addEventListener("pointermove", (event) => {
      const row = near(event, "[role=option]");
      if (row) this.#select(row);
    });
  }

  get #input(): HTMLInputElement | null {
    return one<HTMLInputElement>("input", this);
  }

  get #rows(): HTMLElement[] {
    return all("[role=option]", this);
  }

  get #list(): HTMLElement | null {
    return one("[role=listbox]", this);
  }

  #ask(): void {
    this.#request.abort();
    this.#request = new AbortController();
    const query = this.#input?.value.trim() ?? "";
    const url = new URL(this.dataset.source ?? "", location.href);
    url.searchParams.set("q", query);
    const chosen = chosenRows();
    if (chosen) url.searchParams.set("chosen", chosen);
    const headers = { "HX-Request": "true", "HX-Current-URL": location.href };
    fetch(url, { headers, signal: this.#request.signal })
      .then((answer) => (answer.ok ? answer.text() : ""))
      .then((html) => this.#show(html, query))
      .catch(() => undefined);
  }

  #show(html: string, query: string): void {
    const list = this.#list;
    if (!list) return;
    list.innerHTML = html;
    // What is chosen is what somebody wants to do something with: that stands first.
    const chosen = one("[data-chosen-ways]", list);
    if (!query && chosen) chosen.after(...this.#recent());
    else if (!query) list.prepend(...this.#recent());
    list.scrollTop = 0;
    this.#select(this.#rows[0]);
    if (query) announce(new Intl.NumberFormat(language()).format(this.#rows.length));
  }

  #recent(): HTMLElement[] {
    const kept = recents();
    if (!kept.length) return [];
    const title = Object.assign(document.createElement("div"), { className: "palette-group", textContent: this.dataset.recentTitle ?? "" });
    title.setAttribute("role", "presentation");
    return [
      title,
      ...kept.map(({ href, title: text }, index) => {
        const row = Object.assign(document.createElement("a"), { className: "palette-row", id: `recent-${index}`, href, tabIndex: -1 });
        row.setAttribute("role", "option");
        row.append(Object.assign(document.createElement("span"), { className: "palette-title", textContent: text }));
        return row;
      }),
    ];
  }

  #key(event: KeyboardEvent): void {
    const rows = this.#rows;
    const now = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
    const next = { ArrowDown: now + 1, ArrowUp: now - 1, PageDown: now + 8, PageUp: now - 8 }[event.key];
    if (next !== undefined && rows.length) {
      event.preventDefault();
      this.#select(rows.at(next % rows.length));
    } else if (event.key === "Enter" && rows[now]) {
      event.preventDefault();
      this.#go(rows[now] as HTMLAnchorElement);
    }
  }

  #select(row: HTMLElement | undefined): void {
    for (const other of this.#rows) other.setAttribute("aria-selected", String(other === row));
    if (row) {
      this.#input?.setAttribute("aria-activedescendant", row.id);
      row.scrollIntoView({ block: "nearest" });
    } else this.#input?.removeAttribute("aria-activedescendant");
  }

  #go(row: HTMLAnchorElement): void {
    one<HTMLDialogElement>("dialog", this)?.close();
    const { presses } = row.dataset;
    if (presses) return one(presses)?.click();
    const title = one(".palette-title", row)?.textContent?.trim() ?? "";
    const entry = { href: row.getAttribute("href") ?? "", title };
    const kept = [entry, ...recents().filter((other) => other.href !== entry.href)].slice(0, MOST);
    store.set(recentKey(), JSON.stringify(kept));
    visit(row.href);
  }
}

/** How many rows of the list are chosen, `all` for the whole list, nothing for none. */
function chosenRows(): string {
  const bar = one("[data-bulk]:not([hidden])");
  if (!bar) return "";
  return one<HTMLInputElement>("#bulk [name='all']")?.value ? "all" : String(all("k-grid [data-select]:checked").length || "");
}

/** Workspaces are strictly apart, and so is what was opened in them. */
const recentKey = (): string => `recent:${location.pathname.split("/")[1] ?? ""}`;

function recents(): Recent[] {
  try {
    return JSON.parse(store.get(recentKey()) ?? "[]") as Recent[];
  } catch {
    return [];
  }
}

define("k-palette", Palette);
