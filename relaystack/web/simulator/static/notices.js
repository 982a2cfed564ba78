// What does the page tell about itself: who cannot be reached, and what just happened?

import { setWebhook } from "./api.js";
import { byId } from "./dom.js";
import { word } from "./words.js";

const banner = byId("banner");
const toast = byId("toast");
const away = new Map();
let fading;

/** Note that a poll got no answer; the banner stays until every poll is answered again. */
export function lost(poll, problem) {
  away.set(poll, problem.away ?? "server");
  show();
}

/** Note that a poll was answered. A twin that came back may be a new one, so it hears of our webhook again. */
export function reached(poll) {
  if (!away.delete(poll)) return;
  show();
  if (!away.size) setWebhook().catch((problem) => tell(problem.message));
}

/** Say in a few words what just happened, for a few seconds. */
export function tell(words) {
  toast.textContent = words;
  clearTimeout(fading);
  fading = setTimeout(() => { toast.textContent = ""; }, 5000);
}

/** Say why something the person asked for did not happen. */
export function tellProblem(problem) {
  tell(problem.away ? word(`${problem.away}_away`) : `${word("went_wrong")} ${problem.message}`);
}

function show() {
  const who = [...away.values()].includes("server") ? "server" : "twin";
  const words = away.size ? word(`${who}_away`) : "";
  if (banner.textContent !== words) banner.textContent = words;
  banner.hidden = !away.size;
}
