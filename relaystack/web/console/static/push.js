// Notifications: the button asks the browser, on a click and never before, and hands our server where it is told.
// A form with `data-push` (our public key) stays hidden where the browser cannot, and words say why.
const form = document.querySelector("form[data-push]");
if (form) begin(form, document.querySelector("[data-push-words]"));

async function begin(form, words) {
  words.textContent = trouble();
  if (words.textContent) return;
  form.hidden = await isListed();
  form.addEventListener("submit", async (event) => {
    if (form.elements.endpoint.value) return;
    event.preventDefault();
    try {
      fill(form, (await subscribed(form)).toJSON());
      form.requestSubmit();
    } catch (error) {
      words.textContent = said(error);
    }
  });
}

function trouble() {
  if (!window.isSecureContext) return "Notifications need a secure address, one that begins with https.";
  const can = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  return can ? "" : "This browser cannot show notifications.";
}

// Whether this browser stands in the list; it is marked there.
async function isListed() {
  const worker = await navigator.serviceWorker.getRegistration(form.dataset.worker);
  const here = await worker?.pushManager.getSubscription();
  if (!here) return false;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(here.endpoint));
  const mark = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const row = document.querySelector(`[data-browser="${mark}"]`);
  if (row) row.querySelector("[data-here]").hidden = false;
  return Boolean(row);
}

async function subscribed(form) {
  if ((await Notification.requestPermission()) !== "granted") throw new DOMException("", "NotAllowedError");
  await navigator.serviceWorker.register(form.dataset.worker);
  const worker = await navigator.serviceWorker.ready;
  await (await worker.pushManager.getSubscription())?.unsubscribe(); // it may be bound to a key of before, or be a colleague's
  return worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: form.dataset.push });
}

function fill(form, told) {
  form.elements.endpoint.value = told.endpoint;
  form.elements.p256dh.value = told.keys.p256dh;
  form.elements.auth.value = told.keys.auth;
}

function said(error) {
  switch (error.name) {
    case "NotAllowedError": return "The browser was told not to. Allow notifications for this site in its settings, then try again.";
    case "AbortError": return "The browser cannot reach its notification service just now. Please try again later.";
    default: return "That did not work. Please open the page anew and try again.";
  }
}
