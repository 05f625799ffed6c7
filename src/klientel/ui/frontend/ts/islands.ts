/** `data-island`: behaviour of a few pages, fetched when an element that needs it is there. It brings no code of the shell: it is handed what it may use. */
import { isInHand } from "./inhand";
import { keyOf } from "./ownkeys";
import { all, announce, define, isField, near, one, token } from "./page";
import { peekAt, peekIsOpen } from "./peek";
import htmx from "htmx.org";
import { say } from "./order";
import { process, refresh, visit } from "./server";

/** What an island may use of the shell. */
export interface Tools {
  all: typeof all;
  announce: typeof announce;
  define: typeof define;
  isField: typeof isField;
  isInHand: typeof isInHand;
  keyOf: typeof keyOf;
  near: typeof near;
  one: typeof one;
  peekAt: typeof peekAt;
  peekIsOpen: typeof peekIsOpen;
  process: typeof process;
  refresh: typeof refresh;
  say: typeof say;
  send: typeof send;
  show: typeof show;
  token: typeof token;
  visit: typeof visit;
}
export interface Island {
  open(tools: Tools): void;
}

/** Sends values or fetches pieces that find their own places; answers whether the server was content. */
async function send(source: Element, method: "GET" | "POST", url: string, values: Record<string, string> = {}): Promise<boolean> {
  let went = false;
  const heard = (event: Event): void => {
    const { ctx } = (event as CustomEvent<{ ctx: { response?: { status: number } } }>).detail;
    const status = ctx.response?.status ?? 0;
    went = status >= 200 && status < 400;
  };
  source.addEventListener("htmx:after:request", heard, { once: true });
  const target = method === "POST" ? "#toasts" : source;
  await htmx.ajax(method, url, { values, source, target, swap: method === "POST" ? "innerHTML" : "none" } as never);
  source.removeEventListener("htmx:after:request", heard);
  return went;
}

/** Opens a form over the page. */
const show = (url: string): Promise<unknown> => Promise.resolve(htmx.ajax("GET", url, { target: "#quick", swap: "innerHTML" } as never));

const tools: Tools = { all, announce, define, isField, isInHand, keyOf, near, one, peekAt, peekIsOpen, process, refresh, say, send, show, token, visit };
const opened = new Set<string>();

/** Settled when all that the page needs has come, or could not: then it is asked for again with the next piece. */
function look(): Promise<unknown> {
  const missing = new Set(all("[data-island]").map((element) => element.dataset.island ?? "").filter((address) => !opened.has(address)));
  return Promise.all([...missing].map(fetched));
}

function fetched(address: string): Promise<unknown> {
  opened.add(address);
  return import(/* @vite-ignore */ address).then((island: Island) => island.open(tools)).catch(() => opened.delete(address));
}
document.addEventListener("htmx:after:swap", () => void look());

/** The islands of the page as it was loaded. */
export const atHand = look();
