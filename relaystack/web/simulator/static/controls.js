// What can the developer do to the world around the chat: let time pass, break Meta, say something quickly?

import * as api from "./api.js";
import { send } from "./conversation.js";
import { byId, pause } from "./dom.js";
import { tell, tellProblem } from "./notices.js";
import { closePanels } from "./panels.js";
import { word } from "./words.js";

const EVERY = 2000; // milliseconds
const UNAVAILABLE = 2; // Meta's code of an outage
const RATE_LIMIT = 130429;

const refusals = (code, count) => ({
  changes: (on) => ({ answers: on ? Array(count).fill(code) : [] }),
  isOn: (state) => state.answers[0] === code,
});

// What a switch asks of the twin, and how the twin's state says that it is on. The twin's own `down` would
// close its whole door, and with it the customers' phones; an outage that refuses every send lets them go on.
const FAULTS = {
  down: refusals(UNAVAILABLE, 500),
  throttle: refusals(RATE_LIMIT, 3),
  repeat: { changes: (on) => ({ repeat: on ? 2 : 0 }), isOn: (state) => state.repeat > 0 },
};

const switches = [...document.querySelectorAll("[data-fault]")];
const windowLine = byId("window");

/** Keep the switches as the twin has them: a throttle ends by itself. */
export async function watchFaults() {
  for (;;) {
    // Silence is told by the polls of the list and the thread.
    await api.faults().then(showFaults, () => {});
    await pause(EVERY);
  }
}

/** Say whether the customer's 24-hour window is open. */
export function showWindow(customer) {
  windowLine.hidden = !customer;
  if (!customer) return;
  windowLine.textContent = word(customer.window_open ? "window_open" : "window_closed");
  windowLine.classList.toggle("closed", !customer.window_open);
}

function showFaults(state) {
  for (const control of switches) {
    if (!control.disabled) control.checked = Boolean(FAULTS[control.dataset.fault].isOn(state));
  }
}

async function setFault(control) {
  control.disabled = true;
  try {
    showFaults(await api.setFaults(FAULTS[control.dataset.fault].changes(control.checked)));
  } catch (problem) {
    control.checked = !control.checked;
    tellProblem(problem);
  }
  control.disabled = false;
}

async function letTimePass(button) {
  button.disabled = true;
  await api.letTimePass(Number(button.dataset.minutes)).then(() => tell(word("time_passed")), tellProblem);
  button.disabled = false;
}

for (const control of switches) control.addEventListener("change", () => setFault(control));
for (const button of document.querySelectorAll("[data-minutes]")) {
  button.addEventListener("click", () => letTimePass(button));
}
for (const button of document.querySelectorAll("[data-say]")) {
  button.addEventListener("click", () => { send({ text: button.dataset.say }); closePanels(); });
}
