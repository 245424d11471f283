import { beforeEach, describe, expect, it } from "vitest";
import { answersOf, sayInOrder } from "../form";
import type { Sheet } from "../sheet";
import { points, startVisit } from "../visit";

const SHEET: Sheet = {
  sheet_id: "x",
  total: 10,
  floor: { item: 0, section: 0, sheet: 0 },
  sections: [
    { id: "A", max: 2, items: [{ id: "A1", max: 2, mode: { type: "yes_no", points: 2, effect: "deduct_if_yes" } }] },
    {
      id: "B",
      max: 8,
      items: [
        { id: "B1", max: 4, mode: { type: "deduct_per_finding", points: 0.5 }, veto: [{ effect: "zero_item" }] },
        { id: "B2", max: 3, mode: { type: "levels", effect: "deduct", levels: [{ points: 3 }, { points: 0 }] } },
        { id: "B3", max: 1, mode: { type: "range", effect: "deduct", min: 0, max: 1 } },
        { id: "B4", max: null, mode: { type: "unstated" } },
      ],
    },
  ],
};

const radios = (id: string, ...values: string[]): string =>
  values.map((value) => `<input type="radio" name="a-${id}" value="${value}"${value === "" ? " checked" : ""}>`).join("");

const PAGE = `
  <form data-visit>
    <input type="radio" name="outcome" value="done" checked><input type="radio" name="outcome" value="refused">
    <button name="fill" value="all" data-fill></button><button name="fill" value="A" data-fill></button>
    <fieldset data-item="A1" data-private>${radios("A1", "good", "amiss", "")}</fieldset>
    <fieldset data-item="B1">${radios("B1", "good", "amiss", "")}<input name="n-B1" value="1">
      <input type="checkbox" name="v-B1" value="0"></fieldset>
    <fieldset data-item="B2">${radios("B2", "0", "1", "")}</fieldset>
    <fieldset data-item="B3">${radios("B3", "good", "amiss", "")}<input name="r-B3" value="0.5"></fieldset>
    <output data-live hidden data-score="{score} / {max}" data-left="{n} left" data-failed="failed" data-none="none"></output>
  </form>
  <script id="sheet" type="application/json"></script>`;

let form: HTMLFormElement;
let live: HTMLElement;

function pick(selector: string): void {
  const box = form.querySelector<HTMLInputElement>(selector);
  if (!box) throw new Error(selector);
  box.checked = true;
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

function press(part: string): void {
  form.querySelector<HTMLButtonElement>(`[data-fill][value="${part}"]`)?.click();
}

beforeEach(() => {
  document.body.innerHTML = PAGE;
  form = document.querySelector("form") as HTMLFormElement;
  live = form.querySelector("[data-live]") as HTMLElement;
  const source = document.getElementById("sheet") as HTMLElement;
  source.textContent = JSON.stringify(SHEET);
  startVisit(form, source);
});

describe("the form of a visit", () => {
  it("says at first that nothing was answered", () => {
    expect(live.hidden).toBe(false);
    expect(live.textContent).toBe("none");
  });

  it("shows the score of what was answered and how much is left", () => {
    pick('[name="a-B1"][value="amiss"]');
    expect(live.textContent).toBe("3.5 / 4 · 3 left");
  });

  it("counts a veto at once", () => {
    pick('[name="a-B1"][value="good"]');
    pick('[name="v-B1"]');
    expect(live.textContent).toBe("0 / 4 · 3 left");
  });

  it("says all in order but for private rooms, without sending the form", () => {
    press("all");
    expect(answersOf(form, SHEET)).toEqual({ B1: { count: 0 }, B2: { level: 1 }, B3: { points: 0 } });
    expect(live.textContent).toBe("8 / 8 · 1 left");
  });

  it("says one part in order, private or not", () => {
    press("A");
    expect(answersOf(form, SHEET)).toEqual({ A1: { yes: false } });
  });

  it("takes a picked number of points", () => {
    pick('[name="a-B3"][value="amiss"]');
    expect(answersOf(form, SHEET)).toEqual({ B3: { points: "0.5" } });
    expect(live.textContent).toBe("0.5 / 1 · 3 left");
  });

  it("stays calm while a number is typed that makes no sense yet", () => {
    pick('[name="a-B1"][value="amiss"]');
    (form.elements.namedItem("n-B1") as HTMLInputElement).value = "";
    form.dispatchEvent(new Event("input", { bubbles: true }));
    expect(live.textContent).toBe("none");
  });

  it("shows no score where nothing was looked at", () => {
    sayInOrder(form, SHEET, "all");
    pick('[name="outcome"][value="refused"]');
    expect(live.textContent).toBe("");
  });

  it("writes points as people do", () => {
    expect([points(5500), points(850), points(925)]).toEqual(["55", "8.5", "9.25"]);
  });
});
