/** Dragging with a mouse, a pen or a finger: lifted, held over places, dropped or put back. Escape puts back. */

/** So far a mouse goes before it drags, in pixels; so long a finger rests, in milliseconds. */
const AWAY = 4;
const RESTS = 250;
/** So near to an edge, in pixels, what lies beyond comes nearer: the faster the nearer, at most so much at a time. */
const EDGE = 48;
const PACE = 12;

export interface Moves {
  /** What can be dragged, as a selector. */
  card: string;
  /** Where a card can be dropped. */
  places(card: HTMLElement): HTMLElement[];
  lifted(card: HTMLElement): void;
  dropped(card: HTMLElement, place: HTMLElement): void;
  back(card: HTMLElement): void;
  /** What the server drew of all this while a card was held was not shown: it is to be asked for again. */
  missed(): void;
}

interface Held {
  card: HTMLElement;
  ghost: HTMLElement;
  places: HTMLElement[];
  over: HTMLElement | null;
  dx: number;
  dy: number;
}

/** Lets the cards within an element be dragged, until the signal says that it is gone. */
export function follow(root: HTMLElement, moves: Moves, signal: AbortSignal): void {
  let held: Held | null = null;
  let start: { card: HTMLElement; x: number; y: number; id: number; timer: number; isTouch: boolean } | null = null;
  let missed = false;
  let x = 0;
  let y = 0;

  function lift(): void {
    if (!start) return;
    const { card } = start;
    const places = moves.places(card);
    clearTimeout(start.timer);
    if (!places.length) {
      start = null;
      return;
    }
    const box = card.getBoundingClientRect();
    const ghost = card.cloneNode(true) as HTMLElement;
    ghost.removeAttribute("id");
    ghost.setAttribute("aria-hidden", "true");
    ghost.classList.add("is-ghost");
    ghost.inert = true;
    ghost.style.inlineSize = `${box.width}px`;
    document.body.append(ghost);
    held = { card, ghost, places, over: null, dx: start.x - box.left, dy: start.y - box.top };
    card.classList.add("is-held");
    for (const place of places) place.classList.add("is-place");
    document.documentElement.classList.add("is-dragging");
    getSelection()?.removeAllRanges();
    moves.lifted(card);
    show();
    requestAnimationFrame(scroll);
  }

  function show(): void {
    if (!held) return;
    held.ghost.style.translate = `${x - held.dx}px ${y - held.dy}px`;
    const under = document.elementFromPoint(x, y);
    const over = held.places.find((place) => place.contains(under)) ?? null;
    if (over === held.over) return;
    held.over?.classList.remove("is-over-place");
    over?.classList.add("is-over-place");
    held.over = over;
  }

  /** What lies beyond the edge comes nearer as long as the card is held there. */
  function scroll(): void {
    if (!held) return;
    nudge(root, "x");
    if (root.matches("[data-scrolls]")) nudge(root, "y");
    const list = held.over?.querySelector<HTMLElement>("[data-scrolls]");
    if (list) nudge(list, "y");
    show();
    requestAnimationFrame(scroll);
  }

  function nudge(box: HTMLElement, way: "x" | "y"): void {
    const at = box.getBoundingClientRect();
    const [near, far, now] = way === "x" ? [at.left, at.right, x] : [at.top, at.bottom, y];
    const [before, after] = [near + EDGE - now, now - far + EDGE];
    const by = after > 0 ? pace(after) : before > 0 ? -pace(before) : 0;
    if (by) box.scrollBy(way === "x" ? by : 0, way === "x" ? 0 : by);
  }

  const pace = (depth: number): number => Math.ceil((Math.min(depth, EDGE) / EDGE) * PACE);

  function end(isDrop: boolean): void {
    if (start) clearTimeout(start.timer);
    start = null;
    const was = held;
    held = null;
    if (!was) return;
    was.ghost.remove();
    was.card.classList.remove("is-held");
    was.over?.classList.remove("is-over-place");
    for (const place of was.places) place.classList.remove("is-place");
    document.documentElement.classList.remove("is-dragging");
    // The click that ends a drag is none.
    addEventListener("click", stop, { capture: true, once: true });
    setTimeout(() => removeEventListener("click", stop, true));
    if (isDrop && was.over) moves.dropped(was.card, was.over);
    else moves.back(was.card);
    if (missed) moves.missed();
    missed = false;
  }

  function stop(event: Event): void {
    event.preventDefault();
    event.stopPropagation();
  }

  root.addEventListener("pointerdown", (event) => {
    const target = event.target as Element;
    const card = target.closest<HTMLElement>(moves.card);
    if (!card || event.button !== 0 || !event.isPrimary || target.closest("button") || card.getAttribute("aria-busy")) return;
    [x, y] = [event.clientX, event.clientY];
    const isTouch = event.pointerType === "touch";
    start = { card, x, y, id: event.pointerId, isTouch, timer: isTouch ? window.setTimeout(lift, RESTS) : 0 };
  }, { signal });
  const moved = (event: PointerEvent): void => {
    if (!start || event.pointerId !== start.id) return;
    [x, y] = [event.clientX, event.clientY];
    const far = Math.hypot(x - start.x, y - start.y);
    if (held) show();
    else if (start.isTouch && far > 2 * AWAY) end(false);
    else if (!start.isTouch && far > AWAY) lift();
  };
  const released = (event: PointerEvent): void => {
    if (start && event.pointerId === start.id) end(true);
  };
  const cancelled = (): void => end(false);
  const escaped = (event: KeyboardEvent): void => {
    if (!held || event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    end(false);
  };
  // Drawn anew, the card would be taken out of the hand, and its places would know nothing of it.
  document.addEventListener("htmx:before:swap", (event) => {
    if (!held || event.target !== root) return;
    event.preventDefault();
    missed = true;
  }, { signal });
  document.addEventListener("pointermove", moved, { signal });
  document.addEventListener("pointerup", released, { signal });
  document.addEventListener("pointercancel", cancelled, { signal });
  document.addEventListener("keydown", escaped, { capture: true, signal });
  signal.addEventListener("abort", cancelled);
  // A finger that holds a card does not scroll the page, and a long touch opens no menu of the browser.
  root.addEventListener("touchmove", (event) => held && event.preventDefault(), { passive: false, signal });
  root.addEventListener("contextmenu", (event) => (held || start?.isTouch) && event.preventDefault(), { signal });
  root.addEventListener("dragstart", (event) => event.preventDefault(), { signal });
}
