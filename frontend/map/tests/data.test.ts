import { describe, expect, it, vi } from "vitest";
import { load, longId, unpack } from "../data";
import { signName } from "../signs";

const RING = [
  [101.4, 24.9],
  [101.5, 24.9],
  [101.5, 25],
  [101.4, 24.9],
];
const SENT = {
  features: [
    {
      geometry: { type: "Polygon" as const, coordinates: [RING] },
      properties: { area: "grid" as const, key: "grid:1", n: "莲华村 小伍排网格" },
    },
    {
      geometry: { type: "MultiPoint" as const, coordinates: [[101.47, 24.98] as [number, number], [101.48, 24.99] as [number, number]] },
      properties: { kind: "household", group: "小伍排组", id: ["a", "b"], n: ["1", "2"], d: [3, -1], r: "10", b: "01" },
    },
  ],
};

describe("what the server sends", () => {
  it("becomes places and outlines", () => {
    const { places, areas } = unpack(SENT, "wgs84");
    expect(areas.map((area) => area.name)).toEqual(["莲华村 小伍排网格"]);
    expect(places[0]).toEqual({
      id: "a",
      at: [24.98, 101.47],
      kind: "household",
      name: "1",
      group: "小伍排组",
      days: 3,
      isAnsweredFor: true,
      isGuess: false,
    });
    expect(places[1]).toMatchObject({ days: null, isAnsweredFor: false, isGuess: true });
  });

  it("is drawn shifted on a shifted background, outlines too", () => {
    const { places, areas } = unpack(SENT, "gcj02");
    expect(places[0]?.at[1]).not.toBe(101.47);
    expect(areas[0]?.shape.coordinates[0]?.[0]).not.toEqual(RING[0]);
  });

  it("of two grounds holds each place once", async () => {
    vi.stubGlobal("fetch", () => Promise.resolve(new Response(JSON.stringify(SENT))));
    const { places, areas } = await load(["/a", "/b"], "wgs84");
    expect([places.length, areas.length]).toEqual([2, 1]);
    vi.unstubAllGlobals();
  });

  it("that is an error is told as one", async () => {
    vi.stubGlobal("fetch", () => Promise.resolve(new Response("", { status: 404 })));
    await expect(load(["/a"], "wgs84")).rejects.toThrow("404");
    vi.unstubAllGlobals();
  });

  it("has ids that become addresses again", () => {
    expect(longId("AZ_Pbzb-doS3h9AYWdFpoA")).toBe("019fcf6f-36fe-7684-b787-d01859d169a0");
  });
});

describe("the sign of a place", () => {
  const [seen, never] = unpack(SENT, "wgs84").places;
  it("differs by what is asked", () => {
    if (!seen || !never) throw new Error("no places");
    expect([signName(seen, "kind"), signName(seen, "seen"), signName(seen, "responsible")]).toEqual([
      "household",
      "seen-30",
      "someone",
    ]);
    expect([signName(never, "seen"), signName(never, "responsible")]).toEqual(["seen-never", "nobody"]);
    expect(signName({ ...seen, days: 89 }, "seen")).toBe("seen-90");
    expect(signName({ ...seen, days: 90 }, "seen")).toBe("seen-older");
  });
});
