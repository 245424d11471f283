import { beforeEach, describe, expect, it, vi } from "vitest";
import { placeOn, startPad } from "../pad";
import { startWays } from "../ways";

const PAGE = `<form data-sign>
  <input type="radio" name="how" value="screen" checked><input type="radio" name="how" value="photo">
  <input type="radio" name="how" value="paper">
  <div data-way="screen" hidden><canvas data-pad width="640" height="240"></canvas><button type="button" data-pad-clear></button></div>
  <input type="hidden" name="drawn"><div data-way="photo"></div><div data-way="photo paper"></div></form>`;

const pen = { beginPath: vi.fn(), moveTo: vi.fn(), lineTo: vi.fn(), stroke: vi.fn(), clearRect: vi.fn() };
let form: HTMLFormElement;

const shown = (): string[] =>
  [...form.querySelectorAll<HTMLElement>("[data-way]")].filter((part) => !part.hidden).map((part) => part.dataset["way"] ?? "");
const drawn = (): string => form.querySelector<HTMLInputElement>("input[name=drawn]")?.value ?? "";
const touch = (kind: string): void => {
  const event = new MouseEvent(kind, { clientX: 10, clientY: 20, bubbles: true });
  form.querySelector("canvas")?.dispatchEvent(event);
};

beforeEach(() => {
  document.body.innerHTML = PAGE;
  form = document.querySelector("form") as HTMLFormElement;
  const canvas = form.querySelector("canvas") as HTMLCanvasElement;
  canvas.getContext = (() => pen) as unknown as typeof canvas.getContext;
  canvas.toDataURL = () => "data:image/png;base64,QQ==";
  canvas.setPointerCapture = () => undefined;
  vi.clearAllMocks();
});

describe("the form of a signature", () => {
  it("shows what the chosen way needs, and nothing else", () => {
    startWays(form);
    expect(shown()).toEqual(["screen"]);
    const paper = form.querySelector<HTMLInputElement>("input[value=paper]") as HTMLInputElement;
    paper.checked = true;
    paper.dispatchEvent(new Event("change", { bubbles: true }));
    expect(shown()).toEqual(["photo paper"]);
  });

  it("keeps what was drawn when the finger is lifted", () => {
    startPad(form);
    touch("pointermove");
    expect([pen.lineTo.mock.calls.length, drawn()]).toEqual([0, ""]);
    touch("pointerdown");
    touch("pointermove");
    touch("pointerup");
    expect([pen.stroke.mock.calls.length, drawn()]).toEqual([1, "data:image/png;base64,QQ=="]);
  });

  it("is empty again after the button", () => {
    startPad(form);
    touch("pointerdown");
    touch("pointerup");
    form.querySelector<HTMLButtonElement>("[data-pad-clear]")?.click();
    expect(drawn()).toBe("");
  });

  it("draws where the finger is, whatever the shown size", () => {
    const canvas = form.querySelector("canvas") as HTMLCanvasElement;
    canvas.getBoundingClientRect = () => ({ left: 10, top: 5, width: 320 }) as DOMRect;
    expect(placeOn(canvas, { clientX: 20, clientY: 15 } as PointerEvent)).toEqual([20, 20]);
  });
});
