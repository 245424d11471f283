/** Several places under one item: another one is a copy of the first with everything empty, named t-B5~2 and so on. */
import { draftKey } from "../shell/drafts";
import { startPhotos } from "../shell/photo";

const FIRST_CHOICE = "[type=radio]";

/** Binds the buttons for another place, and gives back the places of a draft. */
export function startPlaces(form: HTMLFormElement): void {
  for (const button of form.querySelectorAll<HTMLButtonElement>("[data-more]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      const place = addPlace(button);
      place?.querySelector<HTMLElement>("[data-note]")?.focus();
      form.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
  putPlacesBack(form);
}

/** One more place before the button; null where the page has none to copy. */
export function addPlace(button: HTMLButtonElement): HTMLElement | null {
  const places = button.parentElement?.querySelectorAll<HTMLElement>(":scope > [data-place]");
  const first = places?.[0];
  if (!places || !first) return null;
  const copy = first.cloneNode(true) as HTMLElement;
  for (const preview of copy.querySelectorAll(".photo-preview, [data-photo-fault]")) preview.remove();
  for (const control of copy.querySelectorAll<HTMLInputElement | HTMLSelectElement>("input, select")) {
    control.name = `${control.name.split("~")[0] ?? ""}~${String(places.length + 1)}`;
    empty(control);
  }
  button.before(copy);
  startPhotos(copy);
  return copy;
}

function empty(control: HTMLInputElement | HTMLSelectElement): void {
  if (control instanceof HTMLSelectElement) {
    const usual = [...control.options].findIndex((option) => option.hasAttribute("selected"));
    control.selectedIndex = Math.max(usual, 0);
  } else if (control.matches(FIRST_CHOICE)) control.checked = control.defaultChecked;
  else if (control.type === "number") control.value = control.min;
  else control.value = "";
}

/** A draft knows places that the page from the server does not have. */
function putPlacesBack(form: HTMLFormElement): void {
  const draft = sessionStorage.getItem(draftKey(form));
  if (draft === null) return;
  const { values } = JSON.parse(draft) as { values: [string, string][] };
  for (const [name] of values.filter(([each]) => /^t-.+~\d+$/.test(each))) {
    const button = form.querySelector<HTMLButtonElement>(`[data-more][value="${name.slice(2).split("~")[0] ?? ""}"]`);
    if (button && !form.elements.namedItem(name)) addPlace(button);
  }
  for (const [name, value] of values.filter(([each]) => each.includes("~"))) {
    for (const control of form.querySelectorAll<HTMLInputElement>(`[name="${CSS.escape(name)}"]`)) {
      if (control.type === "radio") control.checked = control.value === value;
      else if (control.type !== "file") control.value = value;
    }
  }
}
