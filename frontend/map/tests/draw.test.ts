import { describe, expect, it } from "vitest";
import { contains, crosses, isLeft } from "../draw";
import { nameOf } from "../list";
import { isPoint, nudge } from "../pin";

const SQUARE = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
] as const;
const BOW_TIE = [
  [0, 0],
  [1, 1],
  [1, 0],
  [0, 1],
] as const;

describe("drawing", () => {
  it("knows what lies inside", () => {
    expect([contains(SQUARE, [0.5, 0.5]), contains(SQUARE, [1.5, 0.5])]).toEqual([true, false]);
  });

  it("sees a line that crosses itself", () => {
    expect([crosses(SQUARE), crosses(BOW_TIE)]).toEqual([false, true]);
  });

  it("tells the sides of a line whose ends run on", () => {
    const line = [
      [0, 0],
      [0.1, 0],
      [0.2, 0.05],
    ] as const;
    expect(isLeft(line, [5, 9])).toBe(true);
    expect(isLeft(line, [5, -9])).toBe(false);
    expect(isLeft(line, [-5, 9])).toBe(true);
  });
});

describe("the pin", () => {
  it("moves a metre by an arrow key and ten with Shift", () => {
    const one = nudge({ key: "ArrowUp", shiftKey: false }, 25);
    const ten = nudge({ key: "ArrowUp", shiftKey: true }, 25);
    expect((one?.[0] ?? 0) * 111_195).toBeCloseTo(1);
    expect((ten?.[0] ?? 0) / (one?.[0] ?? 1)).toBeCloseTo(10);
    expect(nudge({ key: "a", shiftKey: false }, 25)).toBeNull();
  });

  it("moves as far to the east as to the north", () => {
    const east = nudge({ key: "ArrowRight", shiftKey: false }, 60);
    expect((east?.[1] ?? 0) * 111_195 * Math.cos(Math.PI / 3)).toBeCloseTo(1);
  });

  it("is refused where no point of the globe is", () => {
    expect([isPoint(25, 101), isPoint(101, 25)]).toEqual([true, false]);
  });
});

describe("a place's name", () => {
  const place = { id: "a", at: [0, 0] as const, days: 0, isAnsweredFor: true, isGuess: false };
  it("is the group and the door, or its own name", () => {
    expect(nameOf({ ...place, kind: "household", name: "12", group: "小伍排组" }, "{door}号")).toBe("小伍排组 12号");
    expect(nameOf({ ...place, kind: "toilet", name: "村口公厕", group: "" }, "{door}号")).toBe("村口公厕");
  });
});
