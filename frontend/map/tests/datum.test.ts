import { describe, expect, it } from "vitest";
import cases from "../../../tests/territory/datum_cases.json";
import { fromDrawn, gcj02ToWgs84, toDrawn, wgs84ToGcj02, type Degrees } from "../datum";

describe("the datum of a shifted background", () => {
  it.each(cases.cases)("agrees with the server's rule: $wgs84", ({ wgs84, gcj02 }) => {
    const there = wgs84ToGcj02(wgs84 as unknown as Degrees);
    const back = gcj02ToWgs84(gcj02 as unknown as Degrees);
    for (const axis of [0, 1] as const) {
      expect(there[axis]).toBeCloseTo(gcj02[axis] ?? 0, 9);
      expect(back[axis]).toBeCloseTo(wgs84[axis] ?? 0, 7);
    }
  });

  it("changes nothing where the background is not shifted", () => {
    expect(toDrawn([24.98, 101.47], "wgs84")).toEqual([24.98, 101.47]);
    expect(fromDrawn([24.98, 101.47], "wgs84")).toEqual([24.98, 101.47]);
  });
});
