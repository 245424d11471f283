import { beforeEach, describe, expect, it } from "vitest";
import { answersOf } from "../form";
import { startFollowUp } from "../followUp";
import { startMarks } from "../marks";
import { startPhotoLimit } from "../photos";
import { startPlaces } from "../places";
import type { Sheet } from "../sheet";

const SHEET: Sheet = {
  sheet_id: "x",
  total: 4,
  floor: { item: 0, section: 0, sheet: 0 },
  sections: [{ id: "B", max: 4, items: [{ id: "B1", max: 4, mode: { type: "deduct_per_finding", points: 0.5 } }] }],
};

const PAGE = `
  <form data-visit method="post">
    <div data-marks-part data-unknown="no {name}" data-marked="{name} marked"><input data-marks><output data-marks-told></output></div>
    <fieldset data-item="B1">
      <div class="choice"><label class="good"><input type="radio" name="a-B1" value="good"></label><label class="amiss"><input type="radio" name="a-B1" value="amiss"></label></div>
      <div data-place>
        <input type="hidden" name="f-B1" value="x"><input type="number" name="n-B1" min="1" value="2">
        <input type="radio" name="b-B1" value="case" checked><input type="radio" name="b-B1" value="noted">
        <select name="m-B1"><option value=""></option><option value="RB-09" selected></option></select>
        <input name="t-B1" value="bridge" data-note>
        <label><input type="file" name="p-B1" data-photo data-most="2" data-too-many="{count} are too many" multiple></label>
      </div>
      <button name="more" value="B1" data-more></button>
    </fieldset>
    <button type="submit" data-save></button>
  </form>`;

let form: HTMLFormElement;

function field(name: string): HTMLInputElement {
  return form.querySelector(`[name="${name}"]`) as HTMLInputElement;
}

function press(target: HTMLElement, key = "Enter"): void {
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}

beforeEach(() => {
  sessionStorage.clear();
  document.body.innerHTML = PAGE;
  form = document.querySelector("form") as HTMLFormElement;
});

describe("another place under an item", () => {
  it("is an empty copy with names of its own, and its number counts", () => {
    startPlaces(form);
    field("b-B1").checked = false;
    form.querySelector<HTMLButtonElement>("[data-more]")?.click();
    expect([field("t-B1~2").value, field("n-B1~2").value, field("f-B1~2").value, field("m-B1~2").value]).toEqual(["", "1", "", "RB-09"]);
    expect(field("b-B1~2").checked).toBe(true);
    field("t-B1").closest("fieldset")?.querySelector<HTMLInputElement>('[value="amiss"]')?.click();
    expect(answersOf(form, SHEET)).toEqual({ B1: { count: 3 } });
    expect(document.activeElement).toBe(field("t-B1~2"));
  });

  it("comes back with a draft", () => {
    const values = [["t-B1~2", "well"], ["b-B1~2", "noted"]];
    sessionStorage.setItem(`tx-draft:${window.location.pathname} `, JSON.stringify({ values, sent: false }));
    startPlaces(form);
    expect(field("t-B1~2").value).toBe("well");
    expect(form.querySelector<HTMLInputElement>('[name="b-B1~2"][value="noted"]')?.checked).toBe(true);
  });
});

describe("photos of one finding", () => {
  function choose(count: number): void {
    const files = Array.from({ length: count }, (_each, n) => new File(["x"], `${String(n)}.jpg`));
    Object.defineProperty(field("p-B1"), "files", { value: files, configurable: true });
    field("p-B1").dispatchEvent(new Event("change", { bubbles: true }));
  }

  it("beyond what is kept are told, and nothing is sent", () => {
    startPhotoLimit(form);
    choose(50);
    expect(form.querySelector("[role=alert]")?.textContent).toBe("50 are too many");
    const sent = form.dispatchEvent(new SubmitEvent("submit", { cancelable: true }));
    expect(sent).toBe(false);
  });

  it("within the number are sent, and the word goes away", () => {
    startPhotoLimit(form);
    choose(50);
    choose(2);
    expect(form.querySelector("[role=alert]")).toBeNull();
    expect(form.dispatchEvent(new SubmitEvent("submit", { cancelable: true }))).toBe(true);
  });
});

describe("a paper form by keyboard", () => {
  it("marks by name, leads to the word and back, and saves", () => {
    startMarks(form);
    const marks = form.querySelector<HTMLInputElement>("[data-marks]") as HTMLInputElement;
    marks.value = "b1";
    press(marks);
    expect(field("a-B1").form?.querySelector<HTMLInputElement>('[name="a-B1"][value="amiss"]')?.checked).toBe(true);
    expect(document.activeElement).toBe(field("t-B1"));
    press(field("t-B1"));
    expect(document.activeElement).toBe(marks);
    let saved = 0;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      saved += 1;
    });
    press(marks);
    expect(saved).toBe(1);
  });

  it("counts the rest as in order where the paper says so", () => {
    form.insertAdjacentHTML("beforeend", '<input type="radio" name="rest" value="good" checked>');
    expect(answersOf(form, SHEET)).toEqual({ B1: { count: 0 } });
    field("rest").checked = false;
    expect(answersOf(form, SHEET)).toEqual({});
  });

  it("says which name the sheet does not have", () => {
    startMarks(form);
    const marks = form.querySelector<HTMLInputElement>("[data-marks]") as HTMLInputElement;
    marks.value = "z9";
    press(marks);
    expect([form.querySelector("[data-marks-told]")?.textContent, marks.value]).toEqual(["no Z9", "z9"]);
  });
});

it("one tap says of everything on a follow-up visit that it is put right", () => {
  document.body.innerHTML = `<form data-follow-up><button type="button" data-all-right hidden></button>
    <input type="radio" name="o-1" value="put_right"><input type="radio" name="o-1" value="again" checked>
    <input type="radio" name="o-2" value="put_right"></form>`;
  form = document.querySelector("form") as HTMLFormElement;
  startFollowUp(form);
  form.querySelector<HTMLButtonElement>("[data-all-right]")?.click();
  expect(new FormData(form).getAll("o-1").concat(new FormData(form).getAll("o-2"))).toEqual(["put_right", "put_right"]);
});
