import { beforeEach, describe, expect, it } from "vitest";
import { draftKey, keepsDraft, putBack, settleSent, startDrafts, valuesOf } from "../drafts";

const FORM = `<main><form method="post" action="/cases/new/">
  <input type="hidden" name="csrfmiddlewaretoken" value="secret">
  <input name="title" value=""><textarea name="words"></textarea>
  <select name="kind"><option value="">–</option><option value="water">water</option></select>
  <input type="radio" name="ring" value="household"><input type="radio" name="ring" value="grid">
  <input type="file" name="photo"></form></main>`;

function form(): HTMLFormElement {
  const found = document.querySelector("form");
  if (!found) throw new Error("no form");
  return found;
}

function typeTitle(text: string): void {
  const input = document.querySelector<HTMLInputElement>("[name=title]");
  if (input) input.value = text;
}

beforeEach(() => {
  sessionStorage.clear();
  document.body.innerHTML = FORM;
});

describe("drafts", () => {
  it("keep neither hidden fields nor files", () => {
    expect(valuesOf(form()).map(([name]) => name)).toEqual(["title", "words", "kind"]);
  });

  it("are not kept for a form with a password", () => {
    document.body.innerHTML = '<main><form method="post"><input name="a"><input type="password" name="b"></form></main>';
    expect(keepsDraft(form())).toBe(false);
  });

  it("are not kept for a search", () => {
    document.body.innerHTML = '<main><form method="get"><input name="q"></form></main>';
    expect(keepsDraft(form())).toBe(false);
  });

  it("put every kind of control back", () => {
    const values: [string, string][] = [
      ["title", "沟堵了"],
      ["words", "约 12 米"],
      ["kind", "water"],
      ["ring", "grid"],
    ];
    expect(putBack(form(), values)).toBe(true);
    expect(valuesOf(form())).toEqual(values);
  });

  it("that change nothing are not told", () => {
    expect(putBack(form(), valuesOf(form()))).toBe(false);
  });

  it("come back when the page is opened again, and can be cleared", () => {
    sessionStorage.setItem(draftKey(form()), JSON.stringify({ values: [["title", "沟堵了"]], sent: false }));
    startDrafts(document);
    expect(valuesOf(form())[0]).toEqual(["title", "沟堵了"]);
    document.querySelector<HTMLButtonElement>(".note button")?.click();
    expect(valuesOf(form())[0]).toEqual(["title", ""]);
    expect(sessionStorage.length).toBe(0);
  });

  it("are dropped once the server has taken them", () => {
    startDrafts(document);
    typeTitle("沟堵了");
    form().dispatchEvent(new Event("submit", { cancelable: true }));
    expect(sessionStorage.length).toBe(1);
    settleSent(false);
    expect(sessionStorage.length).toBe(0);
  });

  it("are kept where the server refused them", () => {
    startDrafts(document);
    typeTitle("沟堵了");
    form().dispatchEvent(new Event("submit", { cancelable: true }));
    const key = draftKey(form());
    settleSent(true);
    document.body.innerHTML = FORM;
    startDrafts(document);
    expect(sessionStorage.getItem(key)).toContain("沟堵了");
    expect(valuesOf(form())[0]).toEqual(["title", "沟堵了"]);
  });

  it("do not overwrite what came back with errors", () => {
    sessionStorage.setItem(draftKey(form()), JSON.stringify({ values: [["title", "older"]], sent: false }));
    form().insertAdjacentHTML("afterbegin", "<div data-form-errors></div>");
    typeTitle("newer");
    startDrafts(document);
    expect(valuesOf(form())[0]).toEqual(["title", "newer"]);
  });

  it("hold the page while something is unsaved", () => {
    startDrafts(document);
    form().dispatchEvent(new Event("input", { bubbles: true }));
    const leaving = new Event("beforeunload", { cancelable: true });
    window.dispatchEvent(leaving);
    expect(leaving.defaultPrevented).toBe(true);
  });
});
