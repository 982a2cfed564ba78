// A voice note is recorded here, and becomes the file of the form. Only where the browser records what WhatsApp takes.
const NAMES = { ogg: "Voice note.ogg", mp4: "Voice note.m4a", webm: "Voice note.webm" };
const LONGEST = 15 * 60 * 1000;

export function record() {
  const button = document.querySelector("[data-record]");
  const box = button?.closest(".attach");
  if (!button || !navigator.mediaDevices || !window.MediaRecorder) return;
  const type = box.dataset.records.split(" ").find((one) => MediaRecorder.isTypeSupported(one));
  if (!type) return;
  const words = button.querySelector("span");
  const told = box.querySelector("#attached");
  const field = box.querySelector("input[type=file]");
  let recorder;
  button.hidden = false;
  button.addEventListener("click", () => (recorder?.state === "recording" ? recorder.stop() : begin()));

  async function begin() {
    let sound;
    try {
      sound = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
    } catch {
      told.textContent = "This browser does not let us hear the microphone.";
      return;
    }
    const pieces = [];
    const began = Date.now();
    recorder = new MediaRecorder(sound, { mimeType: type, audioBitsPerSecond: 24000 });
    recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
    const clock = setInterval(() => {
      words.textContent = `Stop (${Math.round((Date.now() - began) / 1000)} s)`;
      if (Date.now() - began > LONGEST) recorder.stop();
    }, 500);
    recorder.addEventListener("stop", () => {
      clearInterval(clock);
      sound.getTracks().forEach((track) => track.stop());
      words.textContent = "Record";
      button.removeAttribute("aria-pressed");
      keep(new Blob(pieces, { type }));
    });
    button.setAttribute("aria-pressed", "true");
    words.textContent = "Stop";
    recorder.start();
  }

  function keep(sound) {
    const name = NAMES[Object.keys(NAMES).find((kind) => type.includes(kind))];
    const files = new DataTransfer();
    files.items.add(new File([sound], name, { type }));
    field.files = files.files;
    field.dispatchEvent(new Event("change"));
  }
}
