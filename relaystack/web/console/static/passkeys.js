// Passkeys: a form with `data-passkey` asks our server for a question, the device for its answer, and sends that.
// Without passkeys in the browser the form stays hidden; all else works without this script.
for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) continue;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    const words = form.querySelector("[role=alert]");
    words.textContent = "";
    try {
      const asked = await fetch(form.dataset.passkey, { method: "POST", body: new FormData(form) });
      if (!asked.ok) throw new Error((await asked.json().catch(() => null))?.trouble || "The server did not answer. Open the page anew.");
      form.elements.credential.value = JSON.stringify(await answer(await asked.json(), form.dataset.kind));
      form.requestSubmit();
    } catch (error) {
      words.textContent = said(error);
    }
  });
}

function answer(question, kind) {
  return kind === "new"
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(question) })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(question) });
}

function said(error) {
  switch (error.name) {
    case "NotAllowedError": return "Nothing was done: the device was not asked to the end.";
    case "InvalidStateError": return "This device has a passkey of yours already.";
    case "SecurityError": return "Passkeys need the name of the site in the address, not a number like 127.0.0.1.";
    default: return error.message;
  }
}
