// How do the parts of the page meet? The list chooses a customer, the chat follows, the controls act.

import "./composer.js";
import { follow } from "./conversation.js";
import { showWindow, watchFaults } from "./controls.js";
import { watchCustomers } from "./customers.js";
import { closePanels } from "./panels.js";

function choose(customerId) {
  follow(customerId);
  closePanels();
}

watchCustomers(choose, showWindow);
watchFaults();
