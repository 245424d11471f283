/** The phone's position for the place that is visited: only when somebody taps for it, and never needed. */
const PATIENCE_MS = 15_000;
const DIGITS = 6;

export function startPosition(part: HTMLElement, phone: Geolocation | undefined): void {
  const field = part.querySelector<HTMLInputElement>("input[type=hidden]");
  const ask = part.querySelector<HTMLButtonElement>("[data-phone-ask]");
  const drop = part.querySelector<HTMLButtonElement>("[data-phone-drop]");
  const told = part.querySelector<HTMLElement>("[data-phone-told]");
  if (!phone || !field || !ask || !drop || !told) return;
  part.hidden = false;
  const say = (value: string, words: string): void => {
    field.value = value;
    told.textContent = words;
    drop.hidden = value === "";
    ask.disabled = false;
  };
  ask.addEventListener("click", () => {
    ask.disabled = true;
    told.textContent = part.dataset["asking"] ?? "";
    phone.getCurrentPosition(
      ({ coords }) => {
        const metres = String(Math.round(coords.accuracy));
        const value = [coords.latitude.toFixed(DIGITS), coords.longitude.toFixed(DIGITS), metres].join(",");
        say(value, (part.dataset["added"] ?? "").replace("{metres}", metres));
      },
      () => say("", part.dataset["failed"] ?? ""),
      { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: 0 },
    );
  });
  drop.addEventListener("click", () => say("", ""));
}
