/** What the server sends for a map (src/tongxin/territory/map_data.py), unpacked. */
import type { MultiPolygon, Polygon } from "geojson";
import { toDrawn, type Datum, type Degrees } from "./datum";

/** A place on the map: a door or a public place, never a person. */
export interface Place {
  /** The 22 signs by which list and map know it. */
  id: string;
  /** Where it is drawn. */
  at: Degrees;
  kind: string;
  name: string;
  group: string;
  /** Days since it was last seen; null for never. */
  days: number | null;
  isAnsweredFor: boolean;
  isGuess: boolean;
}

export type AreaKind = "village" | "group" | "grid";

/** An outline; its corners are where they are drawn. */
export interface Area {
  kind: AreaKind;
  key: string;
  name: string;
  shape: Polygon | MultiPolygon;
}

export interface Ground {
  places: Place[];
  areas: Area[];
}

interface Sent {
  features: (SentPlaces | SentArea)[];
}

/** All places of one kind in one group; the lists run in the order of the points. */
interface SentPlaces {
  geometry: { type: "MultiPoint"; coordinates: [number, number][] };
  properties: { kind: string; group: string; id: string[]; n: string[]; d: number[]; r: string; b: string };
}

interface SentArea {
  geometry: Polygon | MultiPolygon;
  properties: { area: AreaKind; key: string; n: string };
}

/** Reads the ground behind some addresses; the same place or outline twice is one. */
export async function load(urls: readonly string[], datum: Datum): Promise<Ground> {
  const sent = await Promise.all(urls.map(fetchOne));
  const places = new Map<string, Place>();
  const areas = new Map<string, Area>();
  for (const part of sent.map((one) => unpack(one, datum))) {
    for (const place of part.places) places.set(place.id, place);
    for (const area of part.areas) areas.set(`${area.kind} ${area.name}`, area);
  }
  return { places: [...places.values()], areas: [...areas.values()] };
}

async function fetchOne(url: string): Promise<Sent> {
  const answer = await fetch(url, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return (await answer.json()) as Sent;
}

/** Lists become places again. */
export function unpack(sent: Sent, datum: Datum): Ground {
  const ground: Ground = { places: [], areas: [] };
  for (const feature of sent.features) {
    if (isArea(feature)) {
      const { area: kind, key, n: name } = feature.properties;
      ground.areas.push({ kind, key, name, shape: drawn(feature.geometry, datum) });
    } else {
      ground.places.push(...placesOf(feature, datum));
    }
  }
  return ground;
}

function isArea(feature: SentPlaces | SentArea): feature is SentArea {
  return "area" in feature.properties;
}

function placesOf({ geometry, properties }: SentPlaces, datum: Datum): Place[] {
  const { kind, group } = properties;
  return geometry.coordinates.map(([longitude, latitude], number) => {
    const days = properties.d[number] ?? -1;
    return {
      id: properties.id[number] ?? "",
      at: toDrawn([latitude, longitude], datum),
      kind,
      name: properties.n[number] ?? "",
      group,
      days: days < 0 ? null : days,
      isAnsweredFor: properties.r[number] !== "0",
      isGuess: properties.b[number] === "1",
    };
  });
}

function drawn(shape: Polygon | MultiPolygon, datum: Datum): Polygon | MultiPolygon {
  if (datum === "wgs84") return shape;
  const ring = (corners: number[][]): number[][] =>
    corners.map(([longitude = 0, latitude = 0]) => [...toDrawn([latitude, longitude], datum)].reverse());
  return shape.type === "Polygon"
    ? { type: "Polygon", coordinates: shape.coordinates.map(ring) }
    : { type: "MultiPolygon", coordinates: shape.coordinates.map((rings) => rings.map(ring)) };
}

/** The id as addresses have it: 36 signs. */
export function longId(short: string): string {
  const bytes = atob(short.replace(/-/g, "+").replace(/_/g, "/"));
  const digits = Array.from(bytes, (sign) => sign.charCodeAt(0).toString(16).padStart(2, "0")).join("");
  return [0, 8, 12, 16, 20].map((start, part) => digits.slice(start, [8, 12, 16, 20, 32][part])).join("-");
}
