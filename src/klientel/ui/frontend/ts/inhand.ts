/** What the person has in hand just now: drawn anew under them, an open menu would be gone, and a press would hit what comes to lie there or nothing at all. */
import { one } from "./page";

/** A finger's click comes a moment after it is lifted, in milliseconds. */
const LIFTED = 100;

let pressed: Node | null = null;

addEventListener("pointerdown", (event) => (pressed = event.target as Node), true);
addEventListener("click", () => (pressed = null), true);
for (const name of ["pointerup", "pointercancel"] as const) {
  addEventListener(name, () => {
    const was = pressed;
    setTimeout(() => (pressed = pressed === was ? null : pressed), LIFTED);
  }, true);
}

/** Whether a menu is open in an element, or a press on something in it has not ended. */
export const isInHand = (element: Element): boolean => !!one(":popover-open", element) || element.contains(pressed);
