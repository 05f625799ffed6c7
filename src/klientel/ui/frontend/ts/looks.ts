/** Light or dark, calm or dense rows, a wide or narrow sidebar: chosen at once, remembered for every page. */
import { all, keep, near, one, store } from "./page";

const root = document.documentElement;
/** Below it the sidebar is narrow by itself, as `tokens.css` has it. */
const roomy = matchMedia("(width >= 1024px)");

function isNarrow(): boolean {
  return root.dataset.sidebar === "narrow" || (!root.dataset.sidebar && !roomy.matches);
}

function choose(name: "theme" | "density" | "sidebar", value: string): void {
  if (value) root.dataset[name] = value;
  else delete root.dataset[name];
  for (const control of all(`[data-set-${name}]`)) {
    control.setAttribute("aria-checked", String(control.getAttribute(`data-set-${name}`) === value));
  }
}

document.addEventListener("click", (event) => {
  for (const name of ["theme", "density"] as const) {
    const value = near(event, `[data-set-${name}]`)?.getAttribute(`data-set-${name}`);
    if (value === null || value === undefined) continue;
    choose(name, value);
    keep(name, value);
    store.set(name, value);
  }
  if (near(event, "[data-sidebar-toggle]")) {
    const value = isNarrow() ? "wide" : "narrow";
    choose("sidebar", value);
    keep("sidebar", value);
  }
});

// Other windows follow.
addEventListener("storage", (event) => {
  if (event.key === "theme" || event.key === "density") choose(event.key, event.newValue ?? "");
});

one("[data-sidebar-toggle]")?.setAttribute("aria-pressed", String(isNarrow()));
