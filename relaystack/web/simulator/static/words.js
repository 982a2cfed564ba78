// Which words does the page use, and how does it write times? The server puts the words into the page.

const WORDS = JSON.parse(document.getElementById("words").textContent);
const LANGUAGE = document.documentElement.lang;
const TIME = new Intl.DateTimeFormat(LANGUAGE, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const DAY = new Intl.DateTimeFormat(LANGUAGE, { day: "numeric", month: "long", year: "numeric" });
const ONE_DAY = 24 * 60 * 60 * 1000;

export const word = (key) => WORDS[key] ?? key;

export const timeOf = (at) => TIME.format(new Date(at));

/** "Today", "Yesterday" or the date, in the reader's own time zone. */
export function dayOf(at) {
  const day = new Date(at).toDateString();
  if (day === new Date().toDateString()) return word("today");
  if (day === new Date(Date.now() - ONE_DAY).toDateString()) return word("yesterday");
  return DAY.format(new Date(at));
}
