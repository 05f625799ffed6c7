/** The service worker: shows the messages that ring, and opens what they are about. It keeps and fetches nothing. */
interface Message { title: string; body: string; href: string; tag: string }
interface Pushed extends Event { data: { json(): Message } | null; waitUntil(work: Promise<unknown>): void }
interface Pressed extends Event { notification: Notification & { data: { href: string } }; waitUntil(work: Promise<unknown>): void }
interface Window { url: string; focus(): Promise<Window> }
interface Worker {
  registration: { showNotification(title: string, options: object): Promise<void> };
  clients: { matchAll(options: object): Promise<Window[]>; openWindow(url: string): Promise<unknown> };
  addEventListener(name: "push", listener: (event: Pushed) => void): void;
  addEventListener(name: "notificationclick", listener: (event: Pressed) => void): void;
}

const worker = globalThis as unknown as Worker;

worker.addEventListener("push", (event) => {
  const message = event.data?.json();
  if (!message) return;
  const options = { body: message.body, tag: message.tag, renotify: true, data: { href: message.href } };
  event.waitUntil(worker.registration.showNotification(message.title, options));
});

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { href } = event.notification.data;
  // Only our own pages are ever opened, whatever a message says.
  const to = new URL(href, location.origin);
  if (to.origin === location.origin) event.waitUntil(show(to.href));
});

/** A window that shows it comes to the front; no other is led away, since something may be typed there. */
async function show(to: string): Promise<unknown> {
  const open = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = open.find((window) => window.url === to || window.url.startsWith(`${to}-`));
  return there ? there.focus() : worker.clients.openWindow(to);
}
