/** A pin on the map and the numbers in the form beside it: each follows the other. */
import { divIcon, marker, type Marker } from "leaflet";
import type { View } from "./view";

const STEP_M = 1;
const BIG_STEP_M = 10;
const METRES_PER_DEGREE = 111_195;
const DIGITS = 6; // of a degree: 10 cm

interface Fields {
  latitude: HTMLInputElement;
  longitude: HTMLInputElement;
  givenAs: HTMLSelectElement;
}

export function fieldsIn(form: HTMLFormElement): Fields | null {
  const latitude = form.querySelector<HTMLInputElement>("[data-latitude]");
  const longitude = form.querySelector<HTMLInputElement>("[data-longitude]");
  const givenAs = form.querySelector<HTMLSelectElement>("[data-given-as]");
  return latitude && longitude && givenAs ? { latitude, longitude, givenAs } : null;
}

/** Writes a point of the map into the form, as WGS84. */
export function write(fields: Fields, view: View, latitude: number, longitude: number): void {
  const [north, east] = view.inside(latitude, longitude);
  fields.latitude.value = north.toFixed(DIGITS);
  fields.longitude.value = east.toFixed(DIGITS);
  fields.givenAs.value = "wgs84";
}

export function bindPin(view: View, form: HTMLFormElement): void {
  const fields = fieldsIn(form);
  if (!fields) return;
  let pin: Marker | null = null;
  const put = (latitude: number, longitude: number): void => {
    pin ??= newPin(view, (north, east) => {
      put(north, east);
      write(fields, view, north, east);
    });
    pin.setLatLng([latitude, longitude]);
  };
  const read = (): void => {
    const [latitude, longitude] = [Number(fields.latitude.value), Number(fields.longitude.value)];
    const isWgs84 = fields.givenAs.value === "wgs84";
    if (fields.latitude.value && fields.longitude.value && isPoint(latitude, longitude) && isWgs84) {
      put(...view.drawn(latitude, longitude));
      view.map.panTo(view.drawn(latitude, longitude), { animate: false });
    }
  };
  view.map.on("click", ({ latlng }) => {
    put(latlng.lat, latlng.lng);
    write(fields, view, latlng.lat, latlng.lng);
  });
  for (const field of [fields.latitude, fields.longitude]) field.addEventListener("change", read);
  read();
}

function newPin(view: View, isMoved: (latitude: number, longitude: number) => void): Marker {
  const icon = divIcon({ className: "map-pin", iconSize: [28, 28], iconAnchor: [14, 31] });
  const pin = marker([0, 0], { icon, draggable: true, keyboard: true }).addTo(view.map);
  pin.on("dragend", () => isMoved(pin.getLatLng().lat, pin.getLatLng().lng));
  pin.getElement()?.addEventListener("keydown", (event) => {
    const step = nudge(event, pin.getLatLng().lat);
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    isMoved(pin.getLatLng().lat + step[0], pin.getLatLng().lng + step[1]);
  });
  return pin;
}

/** How far an arrow key moves the pin, in degrees; null for other keys. */
export function nudge(event: { key: string; shiftKey: boolean }, latitude: number): [number, number] | null {
  const directions: Record<string, [number, number]> = {
    ArrowUp: [1, 0],
    ArrowDown: [-1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
  };
  const direction = directions[event.key];
  if (!direction) return null;
  const degrees = (event.shiftKey ? BIG_STEP_M : STEP_M) / METRES_PER_DEGREE;
  return [direction[0] * degrees, (direction[1] * degrees) / Math.cos((latitude * Math.PI) / 180)];
}

export function isPoint(latitude: number, longitude: number): boolean {
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
}

/** One click on the map says where the group lies, and the form goes off. */
export function bindAnchor(view: View, form: HTMLFormElement): void {
  const fields = fieldsIn(form);
  if (!fields) return;
  view.map.once("click", ({ latlng }) => {
    write(fields, view, latlng.lat, latlng.lng);
    form.requestSubmit();
  });
}
