/** A paper form by keyboard: the name of an item and Enter marks it, a word and Enter leads back, Enter alone saves. */

/** Binds the field for names. */
export function startMarks(form: HTMLFormElement): void {
  const part = form.querySelector<HTMLElement>("[data-marks-part]");
  const field = part?.querySelector<HTMLInputElement>("[data-marks]");
  const told = part?.querySelector<HTMLElement>("[data-marks-told]");
  if (!part || !field || !told) return;
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    const name = field.value.trim().toUpperCase();
    if (name === "") {
      form.querySelector<HTMLButtonElement>("[data-save]")?.click();
      return;
    }
    const note = mark(form, name);
    told.textContent = ((note ? part.dataset["marked"] : part.dataset["unknown"]) ?? "").replace("{name}", name);
    if (!note) return;
    field.value = "";
    note.focus();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !(event.target instanceof HTMLElement)) return;
    if (!event.target.matches("[data-note]")) return;
    event.preventDefault();
    field.focus();
  });
  field.focus();
}

/** Says of an item that it is out of order, in its worst way; gives the field for a word, null for no such item. */
export function mark(form: HTMLFormElement, name: string): HTMLInputElement | null {
  const items = [...form.querySelectorAll<HTMLElement>("[data-item]")];
  const item = items.find((each) => each.dataset["item"]?.toUpperCase() === name);
  if (!item) return null;
  const amiss = [...item.querySelectorAll<HTMLInputElement>(".amiss input[type=radio]")];
  const worst = amiss.at(isFirstWorst(item) ? 0 : -1);
  if (worst && !amiss.some((each) => each.checked)) worst.checked = true;
  const parts = item.closest("details");
  if (parts) parts.open = true;
  form.dispatchEvent(new Event("input", { bubbles: true }));
  return item.querySelector<HTMLInputElement>("[data-note]");
}

/** The levels stand in the order of the sheet: the best first or last. */
function isFirstWorst(item: HTMLElement): boolean {
  const choices = [...item.querySelectorAll<HTMLElement>(".choice:not(.small) label")].filter((each) => !each.classList.contains("unseen"));
  return choices.at(-1)?.classList.contains("good") ?? false;
}
