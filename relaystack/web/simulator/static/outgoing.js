// What has the customer sent that the thread does not show yet? A clock, then the real message or a second try.

import * as api from "./api.js";
import { tellProblem } from "./notices.js";
import { word } from "./words.js";

const SHOWN_AFTER = 300; // milliseconds; most messages are in the thread by then

/** The messages of one customer on their way; `changed` is called when what is shown of them changes. */
export class Outgoing {
  #waiting = [];
  #before = Promise.resolve();

  constructor(customerId, changed) {
    this.customerId = customerId;
    this.changed = changed;
  }

  /** Send one after the other, so that they arrive in the order they were written. */
  send(message) {
    const one = { message, at: new Date().toISOString(), key: crypto.randomUUID?.() ?? String(Math.random()) };
    this.#waiting.push(one);
    this.#post(one);
  }

  /** What is still on its way, as entries for the thread that already shows `wamids`. */
  entries(wamids) {
    this.#waiting = this.#waiting.filter((one) => !wamids.has(one.wamid));
    return this.#waiting.filter((one) => one.visible).map((one) => this.#entry(one));
  }

  #post(one) {
    one.failed = false;
    setTimeout(() => { one.visible = true; this.changed(); }, SHOWN_AFTER);
    this.#before = this.#before.then(() => this.#deliver(one));
  }

  async #deliver(one) {
    try {
      one.wamid = (await api.send(this.customerId, one.message)).wamid;
    } catch (problem) {
      one.failed = one.visible = true;
      if (!problem.away) tellProblem(problem); // who is away, the banner tells
    }
    this.changed();
  }

  #entry(one) {
    const { text, tap, media } = one.message;
    return {
      wamid: one.key,
      direction: "out",
      at: one.at,
      type: "text",
      status: one.failed ? "failed" : "queued",
      text: text ?? tap?.title ?? word(media),
      retry: one.failed ? () => this.#post(one) : null,
    };
  }
}
