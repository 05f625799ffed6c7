/** Talking to the server: htmx under our rules, what happens on errors, where the focus goes after a page change. */
import htmx from "htmx.org";

import { all, announce, near, one } from "./page";
import { fail } from "./toasts";

interface Context {
  sourceElement?: HTMLElement;
  target?: Element | string;
  text?: string;
  request: { action: string; method: string; headers: Record<string, string>; anchor?: string };
  response?: { status: number; raw: Response };
}
interface Task {
  fragment?: DocumentFragment | Element;
}
type Detail = { ctx: Context; tasks?: Task[]; error?: unknown };

const detail = (event: Event): Detail => (event as CustomEvent<Detail>).detail;
const isSentence = (text = ""): boolean => /^\s*<p class="field-error"/.test(text);
const isWhole = (text = ""): boolean => /^\s*<!doctype html/i.test(text);

/** Opens an address as a boosted link would: only what differs is drawn anew. */
export function visit(url: string): void {
  if (!one("#app.shell")) return location.assign(url);
  void htmx.ajax("GET", url, { target: "#app", select: "#app", swap: "outerMorph", push: "true" } as never);
}

/** Shows the same page for another query; the address follows without a step in the history. */
export const narrow = (url: string): Promise<unknown> =>
  Promise.resolve(htmx.ajax("GET", url, { target: "#app", select: "#app", swap: "outerMorph", replace: "true" } as never));

type Fetch = typeof fetch;

/** One request for all who ask the same address: each gets the answer. It ends with nobody's element. */
export function together(): Fetch {
  const answers = new Map<string, Promise<Response>>();
  return async (address, asked) => {
    const name = String(address);
    const answer = answers.get(name) ?? fetch(address, { ...asked, signal: null });
    answers.set(name, answer);
    return (await answer).clone();
  };
}

/** Fetches a fragment and morphs it over an element; `by` may be what others ask by, too. */
export function refresh(element: Element, url: string, swap = "outerMorph", select?: string, by?: Fetch): Promise<unknown> {
  return Promise.resolve(htmx.ajax("GET", url, { target: element, source: element, swap, select, fetch: by } as never));
}

export const process = (element: Element): void => htmx.process(element);

// No code in attributes and none in answers: the policy forbids it, and so do we.
document.addEventListener("htmx:before:on:init", (event) => event.preventDefault());

let running = 0;
document.addEventListener("htmx:before:request", () => document.body.classList.toggle("is-loading", ++running > 0));
document.addEventListener("htmx:finally:request", () => {
  running = Math.max(0, running - 1);
  document.body.classList.toggle("is-loading", running > 0);
});

document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = detail(event);
  const { status, raw } = ctx.response ?? { status: 0, raw: undefined };
  const partial = ctx.request.headers["HX-Request-Type"] === "partial";
  // A session that ended answers with the whole sign-in page: that belongs in the window, not in a cell.
  if (partial && raw?.redirected && isWhole(ctx.text)) {
    event.preventDefault();
    location.reload();
  } else if (status >= 400) {
    // A page that failed is loaded anew and explains itself; a fragment's sentence is said at the foot, so that
    // nothing typed is overwritten by it. A form that comes back with its errors is swapped like any answer.
    if (!partial && ctx.request.method === "GET") {
      event.preventDefault();
      location.assign(ctx.request.action);
    } else if (status >= 500 || isSentence(ctx.text) || (partial && isWhole(ctx.text))) {
      event.preventDefault();
      fail(reason(ctx.text));
    }
  }
});

document.addEventListener("htmx:error", (event) => {
  const { error } = detail(event);
  if (!(error instanceof DOMException && error.name === "AbortError")) fail();
});

/** The words of an error page or of a single sentence, to be said where the person is. */
function reason(text = ""): string {
  if (!isWhole(text) && !isSentence(text)) return "";
  const page = new DOMParser().parseFromString(text, "text/html");
  const words = [".plain-title", ".plain-title + p", ".plain-card code", ".field-error"].map((part) => page.querySelector(part)?.textContent?.trim());
  return words.filter(Boolean).join(" ");
}

let arrived = false;
let wanted = "";
document.addEventListener("htmx:before:swap", (event) => {
  const { ctx, tasks = [] } = detail(event);
  for (const { fragment } of tasks) fragment?.querySelectorAll("script").forEach((script) => script.remove());
  const next = tasks[0]?.fragment?.querySelector<HTMLElement>("#main");
  const main = one("#main");
  // The place that a link names is entered below, which scrolls no further than it must.
  if (wanted && ctx.request) delete ctx.request.anchor;
  arrived = !!next && !!main && !!ctx.request;
  if (!next || !main) return;
  // The same page with other filters is morphed; another page is drawn anew, so that nothing typed leaks into it.
  arrived = next.dataset.page !== main.dataset.page;
  if (arrived) main.replaceChildren();
});

/** What an answer says at its foot stands outside of what a boosted link swaps, so it is carried over. */
document.addEventListener("htmx:after:swap", (event) => {
  const { text = "" } = detail(event).ctx;
  if (!isWhole(text) || !text.includes('class="toast')) return;
  const said = new DOMParser().parseFromString(text, "text/html").querySelector("#toasts .toast");
  const region = one("#toasts");
  if (!said || !region) return;
  region.append(document.adoptNode(said));
  process(region);
});

document.addEventListener("htmx:after:swap", () => {
  if (!arrived) return;
  arrived = false;
  const main = one("#main");
  if (main) main.scrollTop = 0;
  (one("#main [autofocus]") ?? one("#main h1") ?? main)?.focus({ preventScroll: true });
  // The title follows the swap; a word about what was done is worth more than it.
  setTimeout(() => one("#toasts .toast") ?? announce(document.title));
});

/** Goes where a link's `#` leads: a tab is chosen, which moves the focus itself; in anything else the first field gets it. */
function enter(hash: string): boolean {
  const place = hash.length > 1 ? document.getElementById(hash.slice(1)) : null;
  if (!place || place.id === "main") return false;
  if (place.matches("[role=tab]")) place.click();
  else (one("textarea, input:not([type=hidden])", place) ?? place).focus();
  (place.closest("form") ?? place).scrollIntoView({ block: "nearest" });
  return true;
}

document.addEventListener("click", (event) => {
  const link = near<HTMLAnchorElement>(event, "a[href*='#']");
  wanted = link?.hash ?? "";
  if (!link || link.pathname !== location.pathname || event.metaKey || event.ctrlKey || !enter(wanted)) return;
  wanted = "";
  event.preventDefault();
  event.stopPropagation();
}, true);
document.addEventListener("htmx:after:swap", () => {
  if (wanted && enter(wanted)) wanted = "";
});
addEventListener("load", () => enter(location.hash));

for (const first of all("[data-focus-first]")) first.focus();
document.addEventListener("htmx:after:swap", () => one("[data-focus-first]:not(:focus)")?.focus());
