// Colleagues see that somebody looks at this conversation or writes in it. What is not told again is over by itself.
const LOOKS = 15000;
const WRITES = 4000;

export function tellPresence() {
  const place = document.querySelector("[data-here]");
  const sign = place?.querySelector("[name=csrf_token]")?.value;
  if (!sign) return;
  let told = 0;

  function tell(writing) {
    if (document.hidden) return;
    const body = new URLSearchParams({ csrf_token: sign, writing: writing ? "1" : "" });
    fetch(place.dataset.here, { method: "POST", body }).catch(() => {}); // it is told again
  }

  place.addEventListener("input", () => {
    if (Date.now() - told < WRITES) return;
    told = Date.now();
    tell(true);
  });
  setInterval(() => Date.now() - told > WRITES && tell(false), LOOKS);
  document.addEventListener("visibilitychange", () => tell(false));
  tell(false);
}
