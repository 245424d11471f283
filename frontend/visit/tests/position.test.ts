import { beforeEach, describe, expect, it } from "vitest";
import { startPosition } from "../position";

const PAGE = `<div data-phone-position hidden data-added="to {metres} m" data-failed="unknown" data-asking="looking">
  <input type="hidden" name="position"><button data-phone-ask></button><button data-phone-drop hidden></button>
  <output data-phone-told></output></div>`;

type Done = (position: GeolocationPosition) => void;
type Failed = () => void;

let part: HTMLElement;
let asked: number;

function phone(answer: (done: Done, failed: Failed) => void): Geolocation {
  return {
    getCurrentPosition: (done: Done, failed: Failed) => {
      asked += 1;
      answer(done, failed);
    },
  } as unknown as Geolocation;
}

const at = (latitude: number, longitude: number, accuracy: number): GeolocationPosition =>
  ({ coords: { latitude, longitude, accuracy } }) as GeolocationPosition;
const field = (): string => part.querySelector("input")?.value ?? "";
const press = (mark: string): void => part.querySelector<HTMLButtonElement>(`[${mark}]`)?.click();

beforeEach(() => {
  document.body.innerHTML = PAGE;
  part = document.querySelector("[data-phone-position]") as HTMLElement;
  asked = 0;
});

describe("the phone's position", () => {
  it("is not asked for by itself", () => {
    startPosition(
      part,
      phone((done) => done(at(24.98, 101.47, 8))),
    );
    expect([asked, field(), part.hidden]).toEqual([0, "", false]);
  });

  it("is added when somebody taps, and can be taken out again", () => {
    startPosition(
      part,
      phone((done) => done(at(24.98, 101.47, 8.4))),
    );
    press("data-phone-ask");
    expect(field()).toBe("24.980000,101.470000,8");
    expect(part.textContent).toContain("to 8 m");
    press("data-phone-drop");
    expect(field()).toBe("");
  });

  it("stays out where the phone does not know", () => {
    startPosition(
      part,
      phone((_done, failed) => failed()),
    );
    press("data-phone-ask");
    expect(field()).toBe("");
    expect(part.textContent).toContain("unknown");
  });

  it("shows nothing where the browser has none", () => {
    startPosition(part, undefined);
    expect(part.hidden).toBe(true);
  });
});
