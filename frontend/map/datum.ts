/**
 * WGS84 and GCJ-02: the same rule as src/tongxin/territory/datum.py, held to the same cases
 * (tests/territory/datum_cases.json). Needed only where the background comes from a shifted tile source.
 */
const A = 6378245;
const EE = 0.00669342162296594323;

/** Latitude and longitude in degrees. */
export type Degrees = readonly [latitude: number, longitude: number];
export type Datum = "wgs84" | "gcj02";

/** From inside (WGS84) to the datum in which the background is drawn. */
export function toDrawn(point: Degrees, datum: Datum): Degrees {
  return datum === "gcj02" ? wgs84ToGcj02(point) : point;
}

/** From the background's datum to inside. */
export function fromDrawn(point: Degrees, datum: Datum): Degrees {
  return datum === "gcj02" ? gcj02ToWgs84(point) : point;
}

export function wgs84ToGcj02(point: Degrees): Degrees {
  if (!isInChina(point)) return point;
  const [north, east] = shift(point);
  return [point[0] + north, point[1] + east];
}

export function gcj02ToWgs84(point: Degrees): Degrees {
  if (!isInChina(point)) return point;
  let found: Degrees = point;
  for (let round = 0; round < 30; round += 1) {
    const [north, east] = shift(found);
    const nearer: Degrees = [point[0] - north, point[1] - east];
    const moved = Math.max(Math.abs(nearer[0] - found[0]), Math.abs(nearer[1] - found[1]));
    found = nearer;
    if (moved < 1e-9) break;
  }
  return found;
}

function isInChina([latitude, longitude]: Degrees): boolean {
  return latitude >= 0.8293 && latitude <= 55.8271 && longitude >= 72.004 && longitude <= 137.8347;
}

function shift([latitude, longitude]: Degrees): [number, number] {
  const { sin, cos, sqrt, abs, PI } = Math;
  const x = longitude - 105;
  const y = latitude - 35;
  const wave = ((20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * 2) / 3;
  let north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + wave;
  north += ((20 * sin(y * PI) + 40 * sin((y / 3) * PI)) * 2) / 3;
  north += ((160 * sin((y / 12) * PI) + 320 * sin((y * PI) / 30)) * 2) / 3;
  let east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + wave;
  east += ((20 * sin(x * PI) + 40 * sin((x / 3) * PI)) * 2) / 3;
  east += ((150 * sin((x / 12) * PI) + 300 * sin((x / 30) * PI)) * 2) / 3;
  const radians = (latitude / 180) * PI;
  const flat = 1 - EE * sin(radians) ** 2;
  north = (north * 180) / (((A * (1 - EE)) / (flat * sqrt(flat))) * PI);
  east = (east * 180) / ((A / sqrt(flat)) * cos(radians) * PI);
  return [north, east];
}
