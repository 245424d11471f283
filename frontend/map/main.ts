/** A map comes alive: places beside their list, or something to be set on it. */
import "leaflet/dist/leaflet.css";
import "./map.scss";
import { load } from "./data";
import { bindDraw } from "./draw";
import { bindList } from "./list";
import { bindAnchor, bindPin } from "./pin";
import { fillLegend } from "./signs";
import { toldBy, View } from "./view";

async function start(root: HTMLElement): Promise<void> {
  const element = root.querySelector<HTMLElement>("[data-canvas]");
  const note = root.querySelector<HTMLElement>("[data-note]");
  if (!element) return;
  const told = toldBy(root);
  try {
    const ground = await load(told.urls, told.datum);
    const view = new View(element, told, ground);
    note?.replaceChildren();
    bind(root, view);
    root.dispatchEvent(new CustomEvent("map:ready", { bubbles: true, detail: view }));
  } catch (error) {
    if (note) note.textContent = told.word("Failed");
    throw error;
  }
}

function bind(root: HTMLElement, view: View): void {
  const edit = root.dataset["edit"];
  const form = (mark: string): HTMLFormElement | null => document.querySelector<HTMLFormElement>(`form[${mark}]`);
  if (edit === undefined) {
    bindList(root, view);
    return;
  }
  const chosen = view.places.find(root.dataset["select"] ?? "");
  if (chosen) view.show(chosen, false);
  const [pin, anchor] = [form("data-pin"), form("data-anchor")];
  if (edit === "pin" && pin) bindPin(view, pin);
  if (edit === "group" && anchor) bindAnchor(view, anchor);
  const drawing = root.closest<HTMLElement>("[data-draw]");
  if ((edit === "polygon" || edit === "line") && drawing) bindDraw(drawing, view, edit);
}

for (const root of document.querySelectorAll<HTMLElement>("[data-map]")) {
  fillLegend(root);
  void start(root);
}
