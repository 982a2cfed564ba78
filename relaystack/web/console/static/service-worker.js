// Shows what is pushed, one notification for each conversation, and opens the conversation on a click.
self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("push", (event) => {
  const news = event.data?.json() ?? {};
  const shown = { body: news.body, tag: news.tag, renotify: Boolean(news.tag), data: { path: news.path } };
  event.waitUntil(self.registration.showNotification(news.title ?? "News", shown));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(address(event.notification.data?.path)));
});

function address(path) {
  const wanted = new URL(path ?? "/console/", self.location.origin);
  const isOurs = wanted.origin === self.location.origin && wanted.pathname.startsWith("/console/");
  return isOurs ? wanted.href : new URL("/console/", self.location.origin).href;
}

async function open(address) {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = windows.find((page) => page.url === address);
  return there ? there.focus() : self.clients.openWindow(address);
}
