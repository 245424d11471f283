/** A form is sent once, after its pictures are ready and after a dangerous act was confirmed. */
import { word } from "./words";

const AGAIN_MS = 8000; // an answer that is a download leaves the page standing: then it may be sent again
const waiting = new WeakMap<HTMLFormElement, Set<Promise<unknown>>>();

/** The form is not sent before `work` is done. */
export function holdBack(form: HTMLFormElement, work: Promise<unknown>): void {
  const works = waiting.get(form) ?? new Set();
  waiting.set(form, works);
  works.add(work);
  void work.finally(() => works.delete(work));
}

export function startSubmit(part: ParentNode): void {
  for (const form of part.querySelectorAll<HTMLFormElement>("form")) {
    if (form.method === "post") form.addEventListener("submit", (event) => onSubmit(form, event));
  }
}

function onSubmit(form: HTMLFormElement, event: SubmitEvent): void {
  const button = event.submitter instanceof HTMLButtonElement ? event.submitter : null;
  if (form.dataset.sent === "yes") {
    event.preventDefault();
    return;
  }
  const question = button?.dataset.confirm ?? form.dataset.confirm;
  if (question !== undefined && !window.confirm(question)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  const works = waiting.get(form);
  if (works && works.size > 0) {
    event.preventDefault();
    event.stopImmediatePropagation();
    void Promise.allSettled([...works]).then(() => form.requestSubmit(button));
    return;
  }
  lock(form, button);
}

function lock(form: HTMLFormElement, button: HTMLButtonElement | null): void {
  const label = button?.textContent ?? "";
  form.dataset.sent = "yes";
  // After the event, so that the button's own value still goes with the form.
  window.setTimeout(() => {
    button?.setAttribute("aria-busy", "true");
    if (button?.classList.contains("btn-primary")) button.textContent = word("busy");
  });
  const unlock = (): void => {
    delete form.dataset.sent;
    button?.removeAttribute("aria-busy");
    if (button) button.textContent = label;
  };
  window.setTimeout(unlock, AGAIN_MS);
  window.addEventListener("pageshow", unlock, { once: true });
}
