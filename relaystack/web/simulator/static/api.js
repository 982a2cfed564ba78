// What does the page ask of the server, and what went wrong when it gets no answer?

/** An answer that is no success: `away` names who did not answer, or is null when we were refused. */
export class Problem extends Error {
  constructor(words, status, away) {
    super(words);
    this.status = status;
    this.away = away;
  }
}

async function call(method, url, body, signal) {
  let response;
  try {
    response = await fetch(url, {
      method,
      signal,
      headers: body ? { "Content-Type": "application/json" } : {},
      body: body ? JSON.stringify(body) : undefined,
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem("The server does not answer.", 0, "server");
  }
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  const away = response.status === 502 ? "twin" : null;
  throw new Problem(answer.error ?? `The server answered ${response.status}.`, response.status, away);
}

const twin = (path) => `/simulator/twin/${path}`;
const customer = (id, rest) => twin(`customers/${encodeURIComponent(id)}/${rest}`);

export const customers = () => call("GET", twin("customers"));
export const addCustomer = (details) => call("POST", twin("customers"), details);
export const thread = (id, after, wait, signal) =>
  call("GET", customer(id, `thread?after=${after}&wait=${wait}`), null, signal);
export const send = (id, message) => call("POST", customer(id, "messages"), message);
export const open = (id) => call("POST", customer(id, "open"), {});
export const faults = () => call("GET", twin("faults"));
export const setFaults = (changes) => call("PATCH", twin("faults"), changes);
export const letTimePass = (minutes) => call("POST", "/simulator/time", { minutes });
export const setWebhook = () => call("PUT", twin("webhook"), { url: `${location.origin}/webhook` });
