/** Open pages follow what others change: one stream for all tabs of a browser, fragments fetched through normal addresses. */
import { isInHand } from "./inhand";
import { all, isField, near, one } from "./page";
import { refresh, together } from "./server";

const PAUSE = 250;
const QUIET = 10_000;
const EDITING = 2000;
const ECHO = 30_000;
const LATELY = 10_000;
const MOST = 100;

interface Change {
  type: string;
  id: string;
}

const url = document.body.dataset.liveUrl;
const channel = url && "BroadcastChannel" in window ? new BroadcastChannel(`live:${url}`) : null;
const waiting = new Map<string, Change>();
let timer = 0;
let silent = 0;
/** The id told last; for a page just opened that of its drawing, so that nothing falls in between. */
let heard = document.body.dataset.liveDrawn ?? "";

/** Whoever holds the lock listens for all tabs; when that tab closes, the next one takes over. */
function listen(address: string): void {
  const start = (): Promise<never> => new Promise(() => follow(address));
  if (navigator.locks) void navigator.locks.request(`live:${address}`, start);
  else void start();
}

function follow(address: string): void {
  const stream = new EventSource(heard ? `${address}?after=${heard}` : address);
  stream.addEventListener("message", (event: MessageEvent<string>) => {
    const change = JSON.parse(event.data) as Change;
    heard = event.lastEventId || heard;
    channel?.postMessage({ change, heard });
    keepLately(change);
    collect(change);
  });
  stream.addEventListener("reload", (event: MessageEvent<string>) => {
    heard = event.lastEventId || heard;
    channel?.postMessage({ everything: true, heard });
    renewAll();
  });
  channel?.addEventListener("message", ({ data }: MessageEvent<Word>) => {
    if (data.asks) channel.postMessage({ to: data.asks, changes: lately.map(([, change]) => change) });
  });
  stream.addEventListener("open", () => tell(true));
  stream.addEventListener("error", () => tell(false));
}

/** What a tab opened meanwhile may have missed between its drawing and its listening. */
let lately: [number, Change][] = [];
function keepLately(change: Change): void {
  const now = performance.now();
  lately = [...lately.filter(([at]) => now - at < LATELY).slice(-MOST), [now, change]];
}

function tell(online: boolean): void {
  channel?.postMessage({ online });
  connection(online);
}

/** A short gap is nobody's business; a long one is said, and made up for afterwards. */
function connection(online: boolean): void {
  const bar = one("#offline");
  if (!online) {
    silent ||= window.setTimeout(() => bar && (bar.hidden = false), QUIET);
    return;
  }
  const missed = silent && bar && !bar.hidden;
  clearTimeout(silent);
  silent = 0;
  if (bar) bar.hidden = true;
  if (missed) renewAll();
}

function renewAll(): void {
  const ask = together();
  for (const element of all("[data-live], [data-live-type]")) renew(element, ask);
}

function collect(change: Change): void {
  waiting.set(`${change.type}:${change.id}`, change);
  clearTimeout(timer);
  if (!document.hidden) timer = window.setTimeout(deliver, PAUSE);
}

/** What this window deleted itself is no news to it when the stream tells everybody. */
const own = new Map<string, number>();
export function keepOwn(names: string[]): void {
  for (const name of names) own.set(name, performance.now());
}
const isOwn = (name: string): boolean => performance.now() - (own.get(name) ?? -ECHO) < ECHO;

/** Waits for what the person has just sent: drawn anew meanwhile, its answer would find its place gone. */
function deliver(): void {
  clearTimeout(timer);
  if (document.body.classList.contains("is-loading")) {
    timer = window.setTimeout(deliver, PAUSE);
    return;
  }
  // All that a change shows itself in on a page is drawn from one answer.
  const ask = together();
  const types = new Set<string>();
  const asked = new Map<string, string[]>();
  for (const [name, { type, id }] of waiting) {
    asked.set(type, [...(asked.get(type) ?? []), id]);
    const shown = all(`[data-live="${CSS.escape(name)}"]`);
    for (const element of shown) renew(element, ask);
    if (!isOwn(name) && !shown.some((element) => element.closest("[data-live-type]"))) types.add(type);
  }
  waiting.clear();
  // What is drawn by behaviour of its own hears which records changed and asks for what it needs.
  for (const [type, ids] of asked) {
    for (const element of all(`[data-live-asks~="${CSS.escape(type)}"]`)) element.dispatchEvent(new CustomEvent("live:changed", { detail: ids }));
  }
  for (const type of types) all(`[data-live-type~="${CSS.escape(type)}"]`).forEach((element) => renewList(element, ask));
}

const isInUse = (element: Element): boolean =>
  isInHand(element) || !!one("[data-cell-form]", element) || (element.contains(document.activeElement) && isField(document.activeElement));

/** A field being edited is never overwritten, a menu never taken away; what is fetched is the element itself, by its own address or from the page's. */
function renew(element: HTMLElement, ask = together()): void {
  const { id } = element;
  const { liveUrl } = element.dataset;
  if (!liveUrl && !id) return;
  if (isInUse(element)) return later(id);
  // The mark of what was saved just now is not cut short by the echo of saving.
  const fresh = one(".cell-saved:not([data-seen])", element);
  if (fresh) {
    fresh.dataset.seen = "";
    return later(id);
  }
  const select = liveUrl ? undefined : `#${CSS.escape(id)}`;
  let keep = (): void => undefined;
  const swap = (event: Event): void => {
    if (event.target !== element) return;
    // That may have begun while the answer was on its way.
    if (isInUse(element)) {
      event.preventDefault();
      later(id);
    }
    keep = remembered(element);
  };
  document.addEventListener("htmx:before:swap", swap);
  void refresh(element, liveUrl ?? location.href, "outerMorph", select, ask).finally(() => {
    document.removeEventListener("htmx:before:swap", swap);
    keep();
    const now = id ? document.getElementById(id) : element;
    now?.classList.add("is-changed");
    now?.addEventListener("animationend", () => now.classList.remove("is-changed"), { once: true });
  });
}

/** What was saved just now may show, hide or lock what stands beside it: that is drawn anew at once. */
document.addEventListener("htmx:after:swap", () => {
  const mark = one(".cell-saved[data-leads]");
  const place = mark?.closest<HTMLElement>("[data-live]");
  if (!mark || !place) return;
  delete mark.dataset.leads;
  mark.dataset.seen = "";
  renew(place);
});

/** What waits until the person is done with it: once, however often it changes meanwhile. */
const put = new Map<string, number>();
function later(id: string): void {
  if (put.has(id)) return;
  if (!put.size) setTimeout(resume, EDITING);
  put.set(id, performance.now() + EDITING);
}

/** What began to wait together is drawn together. */
function resume(): void {
  const now = performance.now();
  const due = [...put].filter(([, at]) => at - now < PAUSE).map(([id]) => id);
  for (const id of due) put.delete(id);
  const next = Math.min(...put.values());
  if (put.size) setTimeout(resume, next - now);
  const ask = together();
  for (const id of due) {
    const element = id ? document.getElementById(id) : null;
    if (element) renew(element, ask);
  }
}

/** The focus and the choice in a row are the reader's own: the server knows nothing of them. */
function remembered(element: HTMLElement): () => void {
  const cell = one("td[tabindex='0']", element);
  const at = cell ? [...(cell.parentElement?.children ?? [])].indexOf(cell) : -1;
  const hadFocus = !!cell && cell === document.activeElement;
  const wasChosen = !!one<HTMLInputElement>("[data-select]", element)?.checked;
  return () => {
    const row = document.getElementById(element.id);
    const now = row?.children[at] as HTMLElement | undefined;
    if (now) now.tabIndex = 0;
    if (now && hadFocus && document.activeElement === document.body) now.focus({ preventScroll: true });
    const box = row && one<HTMLInputElement>("[data-select]", row);
    if (!box || !wasChosen) return;
    box.checked = true;
    row.setAttribute("aria-selected", "true");
  };
}

/** Order never jumps under the pointer or the focus: a button offers what is new. */
function renewList(element: HTMLElement, ask: typeof fetch): void {
  const offer = one("[data-newer]");
  if (offer && (element.matches(":hover, :focus-within") || element.scrollTop > 0)) offer.hidden = false;
  else renew(element, ask);
}

document.addEventListener("click", (event) => {
  const offer = near(event, "[data-newer]");
  if (!offer) return;
  offer.hidden = true;
  all("[data-live-type]").forEach((element) => renew(element));
});

/** What tabs say to each other: the one that listens tells the others, one just opened asks it. */
interface Word {
  change?: Change;
  heard?: string;
  everything?: boolean;
  online?: boolean;
  asks?: string;
  to?: string;
  changes?: Change[];
}

const me = `${performance.timeOrigin}-${Math.random()}`;
channel?.addEventListener("message", ({ data }: MessageEvent<Word>) => {
  heard = data.heard ?? heard;
  if (data.change) collect(data.change);
  if (data.everything) renewAll();
  if (data.to === me) data.changes?.forEach(collect);
  if (data.online !== undefined) connection(data.online);
});
channel?.postMessage({ asks: me });
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && waiting.size) deliver();
});
addEventListener("offline", () => connection(false));
addEventListener("online", () => connection(true));
if (url) listen(url);
