/**
 * What was typed is never lost: kept in this tab while a form is open, put back when the form is opened again,
 * dropped once the server has taken it. Passwords, files and hidden fields are never kept.
 */
import { word } from "./words";

interface Draft {
  values: [name: string, value: string][];
  sent: boolean;
}

const PREFIX = "tx-draft:";
const PAUSE_MS = 300;

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** Forms that keep a draft: those that change something and hold no password. */
export function keepsDraft(form: HTMLFormElement): boolean {
  return form.method === "post" && !("noDraft" in form.dataset) && !form.querySelector("input[type=password]") && controls(form).length > 0;
}

export function draftKey(form: HTMLFormElement): string {
  const target = form.getAttribute("action") ?? "";
  return `${PREFIX}${window.location.pathname} ${target}`;
}

/** The values a person has entered: checked boxes by value, everything else as it stands. */
export function valuesOf(form: HTMLFormElement): [string, string][] {
  return controls(form).flatMap((control): [string, string][] => {
    if (isBox(control) && !control.checked) return [];
    if (control instanceof HTMLSelectElement && control.multiple) {
      return Array.from(control.selectedOptions, (option) => [control.name, option.value]);
    }
    return [[control.name, control.value]];
  });
}

/** Puts values back; gives whether anything differs from what the server had sent. */
export function putBack(form: HTMLFormElement, values: [string, string][]): boolean {
  const before = JSON.stringify(valuesOf(form));
  const kept = new Map<string, string[]>();
  for (const [name, value] of values) kept.set(name, [...(kept.get(name) ?? []), value]);
  for (const control of controls(form)) {
    const mine = kept.get(control.name) ?? [];
    if (isBox(control)) control.checked = mine.includes(control.value);
    else if (control instanceof HTMLSelectElement && control.multiple) {
      for (const option of control.options) option.selected = mine.includes(option.value);
    } else if (mine.length > 0) control.value = mine.shift() ?? "";
  }
  return JSON.stringify(valuesOf(form)) !== before;
}

/** Drafts that were sent: dropped, unless this page says that the server refused them. */
export function settleSent(wasRefused: boolean): void {
  for (const key of Object.keys(sessionStorage).filter((name) => name.startsWith(PREFIX))) {
    const draft = read(key);
    if (!draft?.sent) continue;
    if (wasRefused) write(key, { ...draft, sent: false });
    else sessionStorage.removeItem(key);
  }
}

export function startDrafts(part: ParentNode): void {
  const isRefusal = document.querySelector("[data-form-errors], .err") !== null;
  if (part === document) settleSent(isRefusal);
  for (const form of part.querySelectorAll<HTMLFormElement>("main form")) {
    if (keepsDraft(form)) keep(form, form.querySelector("[data-form-errors]") === null && !isRefusal);
  }
}

function keep(form: HTMLFormElement, mayPutBack: boolean): void {
  const key = draftKey(form);
  const draft = read(key);
  if (draft && mayPutBack && putBack(form, draft.values)) tellPutBack(form, key);
  let isDirty = false;
  let timer = 0;
  form.addEventListener("input", () => {
    isDirty = true;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => write(key, { values: valuesOf(form), sent: false }), PAUSE_MS);
  });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    isDirty = false;
    window.clearTimeout(timer);
    write(key, { values: valuesOf(form), sent: true });
  });
  window.addEventListener("beforeunload", (event) => {
    if (!isDirty || !form.isConnected) return;
    write(key, { values: valuesOf(form), sent: false });
    event.preventDefault();
  });
}

function tellPutBack(form: HTMLFormElement, key: string): void {
  const note = document.createElement("div");
  note.className = "note mb-4";
  note.setAttribute("role", "status");
  const text = document.createElement("p");
  text.textContent = word("draftKept") + " ";
  const clear = document.createElement("button");
  clear.type = "button";
  clear.className = "btn btn-sm btn-quiet";
  clear.textContent = word("draftClear");
  clear.addEventListener("click", () => {
    sessionStorage.removeItem(key);
    form.reset();
    note.remove();
  });
  text.append(clear);
  note.append(text);
  form.prepend(note);
}

function controls(form: HTMLFormElement): Control[] {
  const kept = form.querySelectorAll<Control>("input, textarea, select");
  return Array.from(kept).filter((control) => control.name !== "" && !["hidden", "file", "password", "submit"].includes(control.type));
}

function isBox(control: Control): control is HTMLInputElement {
  return control.type === "checkbox" || control.type === "radio";
}

function read(key: string): Draft | null {
  const text = sessionStorage.getItem(key);
  return text === null ? null : (JSON.parse(text) as Draft);
}

function write(key: string, draft: Draft): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // The tab's storage is full or switched off: the form works without a draft.
  }
}
