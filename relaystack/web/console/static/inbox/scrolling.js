// The newest message is in sight, also when one comes, unless somebody reads further up.
const NEAR = 80;

export function stayAtEnd() {
  const thread = document.querySelector(".thread");
  if (!thread || new URLSearchParams(location.search).has("cursor")) return;
  const toEnd = () => (thread.scrollTop = thread.scrollHeight);
  let atEnd = true;
  toEnd();
  thread.addEventListener("load", () => atEnd && toEnd(), true); // a picture has come
  thread.addEventListener("scroll", () => (atEnd = thread.scrollHeight - thread.scrollTop - thread.clientHeight < NEAR));
  document.body.addEventListener("htmx:afterSettle", () => atEnd && toEnd());
}
