/** Binds the form of a visit to the rule of scoring. */
import { answersOf, itemsOf, sayInOrder } from "./form";
import { AnswerFault, score, type Score } from "./score";
import type { Sheet } from "./sheet";

export function startVisit(form: HTMLFormElement, source: HTMLElement): void {
  const sheet = JSON.parse(source.textContent) as Sheet;
  const live = form.querySelector<HTMLElement>("[data-live]");
  if (!live) return;
  const show = (): void => tell(live, form, sheet);
  form.addEventListener("input", show);
  for (const button of form.querySelectorAll<HTMLButtonElement>("[data-fill]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      sayInOrder(form, sheet, button.value);
      form.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
  live.hidden = false;
  show();
  window.setTimeout(show); // after a draft was put back
}

function tell(live: HTMLElement, form: HTMLFormElement, sheet: Sheet): void {
  const isLookedAt = new FormData(form).get("outcome") === "done";
  live.textContent = isLookedAt ? words(live, form, sheet) : "";
}

function words(live: HTMLElement, form: HTMLFormElement, sheet: Sheet): string {
  const found = scoreOf(form, sheet);
  if (found === null || found.score100 === null) return live.dataset["none"] ?? "";
  const parts = [fill(live.dataset["score"], { score: points(found.score), max: points(found.max) })];
  if (found.failed) parts.push(live.dataset["failed"] ?? "");
  const left = itemsOf(sheet).filter((item) => found.notSeen.includes(item.id)).length;
  if (left > 0) parts.push(fill(live.dataset["left"], { n: String(left) }));
  return parts.join(" · ");
}

/** The score of the form, or null while a number is being typed that makes no sense yet. */
function scoreOf(form: HTMLFormElement, sheet: Sheet): Score | null {
  try {
    return score(sheet, answersOf(form, sheet));
  } catch (error) {
    if (error instanceof AnswerFault) return null;
    throw error;
  }
}

/** Hundredths as people write points: 5500 is 55, 850 is 8.5. */
export function points(value: number): string {
  return String(value / 100);
}

function fill(text: string | undefined, values: Record<string, string>): string {
  return (text ?? "").replace(/\{(\w+)\}/g, (_whole, name: string) => values[name] ?? "");
}
