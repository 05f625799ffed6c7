/** Dialogs and sheets: `data-opens="<id>"` opens, `data-closes` closes, the focus goes back to where it was. */
import { isDirty, mayLeave } from "./text";
import { all, near, one } from "./page";
import { keysAreOn, listKeys } from "./keys";

document.addEventListener("click", (event) => {
  const opener = near(event, "[data-opens]");
  if (opener) openDialog(opener.dataset.opens ?? "");
  const dialog = near<HTMLDialogElement>(event, "dialog");
  if (!dialog || dialog.classList.contains("is-static")) return;
  const outside = event.target === dialog && !isInside(dialog, event) && ("closesOutside" in dialog.dataset || !isDirty(dialog));
  if (near(event, "[data-closes]") || outside) close(dialog);
});

/** Opens a dialog of this page by its id. */
export function openDialog(id: string): void {
  const dialog = one<HTMLDialogElement>(`dialog#${CSS.escape(id)}`);
  if (!dialog || dialog.open) return;
  const keys = one("[data-key-list]", dialog);
  if (keys) listKeys(keys);
  const box = one<HTMLInputElement>("[data-set-keys]", dialog);
  if (box) box.checked = keysAreOn();
  for (const popover of all(":popover-open")) popover.hidePopover();
  dialog.showModal();
  dialog.dispatchEvent(new CustomEvent("opened"));
}

function isInside(dialog: HTMLDialogElement, event: MouseEvent): boolean {
  const box = dialog.getBoundingClientRect();
  return event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
}

function close(dialog: HTMLDialogElement): void {
  if (mayLeave(dialog)) dialog.close();
}

document.addEventListener(
  "cancel",
  (event) => {
    if (event.target instanceof HTMLDialogElement && !mayLeave(event.target)) event.preventDefault();
  },
  true,
);

// Following a link inside a dialog (the "more" sheet) leaves it.
document.addEventListener("htmx:after:swap", () => {
  const sheet = one<HTMLDialogElement>("dialog#more[open]");
  sheet?.close();
});

// A dialog that was just fetched opens itself, once.
document.addEventListener("htmx:after:swap", () => {
  const fetched = one<HTMLDialogElement>("dialog[data-opens-itself]");
  if (!fetched) return;
  delete fetched.dataset.opensItself;
  openDialog(fetched.id);
  const body = one(".dialog-body", fetched) ?? fetched;
  const first = one("input:not([type=hidden], [type=radio], [type=checkbox]), textarea", body) ?? one("input:not([type=hidden]), select", body);
  (one("[autofocus]", body) ?? first)?.focus();
});
