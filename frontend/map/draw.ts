/** Drawing a polygon or a line with clicks; the result goes as GeoJSON into a hidden field. */
import { polygon, polyline, type LatLng } from "leaflet";
import type { Place } from "./data";
import type { View } from "./view";

type Corner = readonly [x: number, y: number]; // longitude, latitude
const FEWEST = { polygon: 3, line: 2 };

export function bindDraw(root: HTMLElement, view: View, edit: "polygon" | "line"): void {
  const field = root.querySelector<HTMLInputElement>('input[type="hidden"]');
  const told = root.querySelector<HTMLElement>("[data-draw-told]");
  const undo = root.querySelector<HTMLButtonElement>("[data-draw-undo]");
  const clear = root.querySelector<HTMLButtonElement>("[data-draw-clear]");
  if (!field || !told || !undo || !clear) return;
  const counted = countedIn(root, view.ground.places);
  let corners: Corner[] = cornersOf(field.value, view);
  const style = { color: "#76510c", weight: 3, dashArray: "6 4", interactive: false, renderer: view.renderer };
  const drawn = edit === "polygon" ? polygon([], style).addTo(view.map) : polyline([], style).addTo(view.map);
  const show = (): void => {
    drawn.setLatLngs(corners.map(([x, y]) => [y, x] as [number, number]));
    field.value = corners.length < FEWEST[edit] ? "" : geometry(corners, edit, view);
    undo.disabled = clear.disabled = corners.length === 0;
    told.textContent = words(told.dataset, corners, edit, counted);
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };
  view.map.on("click", ({ latlng }: { latlng: LatLng }) => {
    corners = [...corners, [latlng.lng, latlng.lat]];
    show();
  });
  undo.addEventListener("click", () => {
    corners = corners.slice(0, -1);
    show();
  });
  clear.addEventListener("click", () => {
    corners = [];
    show();
  });
  show();
}

/** The places that count: those named by the page, else all on the map. */
function countedIn(root: HTMLElement, places: readonly Place[]): Place[] {
  const named = root.ownerDocument.getElementById("draw-places");
  if (!named) return [...places];
  const ids = new Set(JSON.parse(named.textContent) as string[]);
  return places.filter((place) => ids.has(place.id));
}

function cornersOf(text: string, view: View): Corner[] {
  if (!text) return [];
  const sent = JSON.parse(text) as { type: string; coordinates: number[][] | number[][][] };
  const ring = (sent.type === "Polygon" ? sent.coordinates[0] : sent.coordinates) as number[][];
  const corners = ring.map(([longitude = 0, latitude = 0]): Corner => {
    const [y, x] = view.drawn(latitude, longitude);
    return [x, y];
  });
  return sent.type === "Polygon" ? corners.slice(0, -1) : corners;
}

function geometry(corners: readonly Corner[], edit: "polygon" | "line", view: View): string {
  const inside = corners.map(([x, y]) => [...view.inside(y, x)].reverse());
  const closed = edit === "polygon" ? [[...inside, inside[0]]] : inside;
  return JSON.stringify({ type: edit === "polygon" ? "Polygon" : "LineString", coordinates: closed });
}

function words(texts: DOMStringMap, corners: readonly Corner[], edit: "polygon" | "line", places: Place[]): string {
  if (corners.length < FEWEST[edit]) return "";
  if (edit === "polygon") {
    if (crosses(corners)) return texts["crosses"] ?? "";
    const inside = places.filter((place) => contains(corners, [place.at[1], place.at[0]])).length;
    return (texts["inside"] ?? "").replace("{n}", String(inside));
  }
  const left = places.filter((place) => isLeft(corners, [place.at[1], place.at[0]])).length;
  return (texts["sides"] ?? "").replace("{a}", String(left)).replace("{b}", String(places.length - left));
}

/** Does a point lie in a ring? By the number of its sides that a ray to the right meets. */
export function contains(ring: readonly Corner[], [x, y]: Corner): boolean {
  let isInside = false;
  ring.forEach(([x1, y1], number) => {
    const [x0, y0] = ring[(number + ring.length - 1) % ring.length] ?? [x1, y1];
    if (y1 > y !== y0 > y && x < ((x0 - x1) * (y - y1)) / (y0 - y1) + x1) isInside = !isInside;
  });
  return isInside;
}

/** Does a ring cross itself? Each two of its sides that are no neighbours are tried. */
export function crosses(ring: readonly Corner[]): boolean {
  const sides = ring.map((corner, number) => [corner, ring[(number + 1) % ring.length] ?? corner] as const);
  return sides.some((one, number) =>
    sides.some((other, second) => {
      const away = Math.abs(number - second);
      return away > 1 && away < sides.length - 1 && meet(one, other);
    }),
  );
}

function meet([a, b]: readonly [Corner, Corner], [c, d]: readonly [Corner, Corner]): boolean {
  const side = (p: Corner, q: Corner, r: Corner): number =>
    Math.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]));
  return side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b);
}

/** Does a point lie left of a line whose ends run on straight? By the sides that a far way to the left meets. */
export function isLeft(line: readonly Corner[], point: Corner): boolean {
  const [first, second] = [line[0], line[1]];
  const [before, last] = [line[line.length - 2], line[line.length - 1]];
  if (!first || !second || !before || !last) return false;
  const ends: Corner[] = [runOn(second, first), ...line, runOn(before, last)];
  // A point certainly left of the line: far beside its first stretch.
  const far: Corner = [first[0] - (second[1] - first[1]) * FAR, first[1] + (second[0] - first[0]) * FAR];
  let met = 0;
  for (let number = 1; number < ends.length; number += 1) {
    const [from, to] = [ends[number - 1], ends[number]];
    if (from && to && meet([point, far], [from, to])) met += 1;
  }
  return met % 2 === 0;
}

const FAR = 1e4;

function runOn(before: Corner, end: Corner): Corner {
  return [end[0] + (end[0] - before[0]) * FAR * 10, end[1] + (end[1] - before[1]) * FAR * 10];
}
