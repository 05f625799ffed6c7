/** What a person changed about single keys: off altogether, or theirs for those of the program. It stands on the body. */
import { store, token } from "./page";
import { fail } from "./toasts";

interface Own {
  off?: boolean;
  own?: Record<string, string>;
  problem?: string;
}

const told = (): Own => JSON.parse(document.body.dataset.ownKeys || "{}") as Own;

export const keysAreOn = (): boolean => !told().off;
export const keysAreChanged = (): boolean => Object.keys(told().own ?? {}).length > 0;

/** Where the person has what lies on a key of the program; a key of several characters is nobody's to change. */
export const ownOf = (key: string): string => told().own?.[key] ?? key;

/** Which key of the program is meant by one that was pressed; with Ctrl or ⌘ all stay where they are. */
export function meant(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  if (event.metaKey || event.ctrlKey) return key;
  return Object.entries(told().own ?? {}).find(([, at]) => at === key)?.[0] ?? key;
}

/** The same for what asks events themselves; letters are small. */
export function keyOf(event: KeyboardEvent): string {
  const key = meant(event);
  return key.length === 1 ? key.toLowerCase() : key;
}

/** Has the server remember a change, or says what speaks against it. */
export async function remember(values: Record<string, string>): Promise<void> {
  const body = new URLSearchParams({ ...values, csrfmiddlewaretoken: token() });
  const answer = await fetch("/me/keys", { method: "POST", body }).catch(() => null);
  const said = (await answer?.json().catch(() => null)) as Own | null;
  if (!said || said.problem) return fail(said?.problem);
  document.body.dataset.ownKeys = JSON.stringify(said);
  document.dispatchEvent(new CustomEvent("keys:changed"));
}

// The switch was kept in the browser once: who had them off has them off everywhere now.
if (store.get("keys") === "off" && document.body.dataset.liveUrl) {
  store.set("keys", null);
  if (keysAreOn()) void remember({ on: "0" });
}
