/** Small questions about the page that several behaviours ask. */

export const one = <T extends HTMLElement = HTMLElement>(selector: string, root: ParentNode = document): T | null =>
  root.querySelector<T>(selector);

export const all = <T extends HTMLElement = HTMLElement>(selector: string, root: ParentNode = document): T[] => [
  ...root.querySelectorAll<T>(selector),
];

/** The nearest element around the target of an event that matches. */
export const near = <T extends HTMLElement = HTMLElement>(event: Event, selector: string): T | null =>
  event.target instanceof Element ? event.target.closest<T>(selector) : null;

/** Whether keys typed here are text. */
export const isField = (element: Element | null): boolean =>
  !!element?.closest("textarea, select, [contenteditable='true'], input:not([type=checkbox], [type=radio], [type=button], [type=submit])");

/** What can be seen and used: not in a dialog or a popover that is still fading away. */
export const isSeen = (element: Element | null): boolean =>
  !!element?.checkVisibility() && !element.closest("dialog:not([open]), [popover]:not(:popover-open)");

export const language = (): string => document.documentElement.lang || "en";

export const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

/** Remembers a choice for the next page and the next visit. A cookie, so that the server draws it right at once. */
export function keep(name: string, value: string): void {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
}

/** Storage that is full or forbidden must never stop anybody from working. */
export const store = {
  get(key: string): string | null {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  set(key: string, value: string | null): void {
    try {
      if (value === null) localStorage.removeItem(key);
      else localStorage.setItem(key, value);
    } catch {
      return;
    }
  },
};

/** Says something to screen readers without showing it. */
export function announce(text: string): void {
  const region = one("#announcer");
  if (region) region.textContent = text;
}

/** Registers an element once; a second load of the module does no harm. */
export function define(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}

/** What proves to the server that a form came from here: for what is sent without htmx. */
export const token = (): string => {
  const headers = document.body.getAttribute("hx-headers:inherited");
  return (JSON.parse(headers ?? "{}") as Record<string, string>)["X-CSRFToken"] ?? "";
};
