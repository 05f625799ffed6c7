/** `k-tabs`: tabs that show panels. And `data-show`, by which a narrow record page brings a side column forward. */
import { all, define, near, one } from "./page";

class Tabs extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("click", (event) => {
      const tab = near(event, "[role=tab]");
      if (tab) this.#select(tab);
    });
    this.addEventListener("keydown", (event) => {
      const tabs = all("[role=tab]", this);
      const now = tabs.indexOf(document.activeElement as HTMLElement);
      const next = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: tabs.length - 1 }[event.key];
      const tab = next === undefined ? undefined : tabs.at(next % tabs.length);
      if (!tab) return;
      event.preventDefault();
      tab.focus();
      this.#select(tab);
    });
  }

  #select(tab: HTMLElement): void {
    for (const other of all("[role=tab]", this)) {
      const chosen = other === tab;
      other.setAttribute("aria-selected", String(chosen));
      other.tabIndex = chosen ? 0 : -1;
      const panel = document.getElementById(other.getAttribute("aria-controls") ?? "");
      if (panel) panel.hidden = !chosen;
    }
  }
}

define("k-tabs", Tabs);

document.addEventListener("click", (event) => {
  const button = near(event, "[data-show]");
  const record = button && document.getElementById(button.dataset.in ?? "");
  if (!button || !record) return;
  const shown = record.dataset.shown === button.dataset.show ? "" : (button.dataset.show ?? "");
  record.dataset.shown = shown;
  for (const tab of all(".tab", button.parentElement ?? document)) {
    if (tab.dataset.show) tab.toggleAttribute("aria-current", tab.dataset.show === shown);
    else if (tab.hasAttribute("aria-current")) tab.setAttribute("data-was-current", "");
  }
  for (const tab of all("[data-was-current]", button.parentElement ?? document)) {
    if (shown) tab.removeAttribute("aria-current");
    else tab.setAttribute("aria-current", "page");
  }
  one(".record-left, .record-right", record)?.scrollTo(0, 0);
});

document.addEventListener("click", (event) => {
  const more = near(event, "[data-more]");
  const entry = more?.closest<HTMLElement>(".entry");
  if (!more || !entry) return;
  const words = more.textContent ?? "";
  more.textContent = more.dataset.more ?? "";
  more.dataset.more = words;
  entry.toggleAttribute("data-open");
});

/** Of many segments the one in force is in sight. */
const inSight = (): void => all(".segments > [aria-current]").forEach((tab) => tab.scrollIntoView({ block: "nearest", inline: "nearest" }));
addEventListener("load", inSight);
document.addEventListener("htmx:after:swap", inSight);

/** Where tabs do not fit beside each other, the one that is open is among those that are seen. */
const showCurrent = (): void => {
  for (const tab of all(".tabs > [aria-current], .tabs > [aria-selected='true'], .segments > [aria-current]")) {
    const row = tab.parentElement;
    if (row && row.scrollWidth > row.clientWidth) row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
  }
};
document.addEventListener("htmx:after:swap", showCurrent);
showCurrent();
