/** The form of a visit on the page: the answers that it holds now, and putting answers into it. */
import { inOrder, isAssessable } from "./score";
import type { Answer, Answers, Item, Sheet } from "./sheet";

const GOOD = "good";

/** Every item of the sheet that stands on the form. */
export function itemsOf(sheet: Sheet): Item[] {
  return sheet.sections.flatMap((section) => section.items).filter(isAssessable);
}

/** The answers that the form holds; an item that was not looked at has none. */
export function answersOf(form: HTMLFormElement, sheet: Sheet): Answers {
  const data = new FormData(form);
  const answers: Answers = {};
  const restIsInOrder = textOf(data, "rest") === GOOD; // a form from paper says so
  for (const item of itemsOf(sheet)) {
    const choice = textOf(data, `a-${item.id}`);
    if (choice === "") {
      if (restIsInOrder && !isPrivate(form, item)) answers[item.id] = inOrder(item);
      continue;
    }
    const answer = answerOf(item, choice, data);
    const vetoes = data.getAll(`v-${item.id}`).map(Number);
    answers[item.id] = vetoes.length > 0 ? { ...answer, vetoes } : answer;
  }
  return answers;
}

function answerOf(item: Item, choice: string, data: FormData): Answer {
  const isGood = choice === GOOD;
  switch (item.mode.type) {
    case "deduct_per_finding":
      return { count: isGood ? 0 : countOf(data, item.id) };
    case "yes_no":
      return { yes: isGood !== (item.mode.effect === "deduct_if_yes") };
    case "levels":
      return { level: Number(choice) };
    case "range":
      return isGood ? inOrder(item) : { points: textOf(data, `r-${item.id}`) };
    case "veto":
    case "unstated":
      return { vetoed: !isGood };
  }
}

/** The number of an item: that of its places added up; not a number while one is being typed. */
function countOf(data: FormData, id: string): number {
  const names = [...new Set(data.keys())].filter((name) => name === `n-${id}` || name.startsWith(`n-${id}~`));
  return names.reduce((sum, name) => sum + Number(textOf(data, name) || Number.NaN), 0);
}

/** Chooses "in order" for a part of the sheet; "all" is everything but what judges private rooms. */
export function sayInOrder(form: HTMLFormElement, sheet: Sheet, part: string): void {
  for (const section of sheet.sections) {
    for (const item of section.items.filter(isAssessable)) {
      const isMeant = part === section.id || (part === "all" && !isPrivate(form, item));
      if (isMeant) choose(form, item);
    }
  }
}

function isPrivate(form: HTMLFormElement, item: Item): boolean {
  return form.querySelector<HTMLElement>(`[data-item="${item.id}"]`)?.dataset["private"] !== undefined;
}

function choose(form: HTMLFormElement, item: Item): void {
  const value = item.mode.type === "levels" ? String(inOrder(item)["level"]) : GOOD;
  const radio = form.querySelector<HTMLInputElement>(`input[name="a-${item.id}"][value="${value}"]`);
  if (radio) radio.checked = true;
  for (const veto of form.querySelectorAll<HTMLInputElement>(`input[name="v-${item.id}"]`)) veto.checked = false;
}

function textOf(data: FormData, name: string): string {
  const value = data.get(name);
  return typeof value === "string" ? value : "";
}
