/** Letting this browser ring: a form of the settings, and a word after each signing in that it still does. */
import { store, token } from "./page";

const bytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

const mark = (to: string): string => `rings:${to}`;
const can = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

type Keys = Record<"endpoint" | "p256dh" | "auth", string>;

function keysOf(subscription: PushSubscription): Keys {
  const { endpoint, keys } = subscription.toJSON();
  return { endpoint: endpoint ?? "", p256dh: keys?.p256dh ?? "", auth: keys?.auth ?? "" };
}

const post = (to: string, given: Record<string, string>): Promise<Response> =>
  fetch(to, { method: "POST", body: new URLSearchParams(given), headers: { "X-CSRFToken": token() } });

async function subscribe(form: HTMLFormElement): Promise<Keys> {
  const { pushWorker = "", pushOn = "" } = form.dataset;
  if ((await Notification.requestPermission()) !== "granted") throw new Error("not allowed");
  // Asked for when it is needed: the first who asks makes it, and looking at a page makes nothing.
  const answer = await post(pushOn, { do: "key" });
  if (!answer.ok) throw new Error("no key");
  const pushKey = await answer.text();
  await navigator.serviceWorker.register(pushWorker, { scope: "/" });
  const { pushManager } = await navigator.serviceWorker.ready;
  const wanted = { userVisibleOnly: true, applicationServerKey: bytes(pushKey) };
  try {
    return keysOf(await pushManager.subscribe(wanted));
  } catch (error) {
    // Known under another key, as after a move to another server: that one opens nothing any more.
    const former = await pushManager.getSubscription();
    if (!former) throw error;
    await former.unsubscribe();
    return keysOf(await pushManager.subscribe(wanted));
  }
}

function ring(form: HTMLFormElement): void {
  const refused = form.querySelector<HTMLElement>("[data-push-refused]");
  if (refused) refused.hidden = true;
  subscribe(form).then(
    (keys) => {
      for (const [name, value] of Object.entries(keys)) form.querySelector<HTMLInputElement>(`[name=${name}]`)!.value = value;
      store.set(mark(form.dataset.pushOn ?? ""), "on");
      form.submit();
    },
    () => {
      if (refused) refused.hidden = false;
    },
  );
}

document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (form.dataset.pushOff) store.set(mark(form.dataset.pushOff), null);
  if (!form.dataset.pushOn) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  ring(form);
});

/** Shows what this browser can: the form, or why there is none. */
function offer(): void {
  const form = document.querySelector<HTMLFormElement>("[data-push-on]");
  const missing = document.querySelector<HTMLElement>("[data-push-missing]");
  if (form) form.hidden = !can;
  if (missing) missing.hidden = can;
}

/** A new session is told that its browser rings; without a word of it nothing rings after signing in anew. */
async function attach(): Promise<void> {
  const to = document.body.dataset.pushAttach;
  if (!to || !can || !store.get(mark(to)) || Notification.permission !== "granted") return;
  const known = await (await navigator.serviceWorker.getRegistration("/"))?.pushManager.getSubscription();
  if (!known) return;
  await post(to, { do: "keep", ...keysOf(known) });
}

offer();
document.addEventListener("htmx:after:swap", offer);
void attach().catch(() => undefined);
