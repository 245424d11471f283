/** Map and list as one: what is chosen on one side is chosen on the other. */
import { longId, type Place } from "./data";
import type { Colouring } from "./signs";
import type { View } from "./view";

/** Binds the list, the note under the map and the choice of colours. */
export function bindList(root: HTMLElement, view: View): void {
  const choose = (place: Place, way: "list" | "map" | "start"): void => {
    if (way === "map") view.places.choose(place.id);
    else view.show(place, way === "list");
    mark(root, place.id, way === "map");
    tell(root, view, place);
  };
  for (const button of root.querySelectorAll<HTMLButtonElement>("[data-show]")) {
    button.addEventListener("click", () => {
      const place = view.places.find(button.closest<HTMLElement>("[data-place]")?.dataset["place"] ?? "");
      if (place) choose(place, "list");
    });
  }
  for (const link of root.querySelectorAll<HTMLAnchorElement>("[data-colour]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      colour(root, view, link.dataset["colour"] as Colouring);
    });
  }
  const first = view.places.find(root.dataset["select"] ?? "");
  if (first) choose(first, "start");
  else root.querySelector("[data-note]")?.replaceChildren(view.told.word("Hint"));
  view.places.isTouched = (place) => choose(place, "map");
}

/** The bar at the chosen line of the list; a line chosen on the map is brought into view. */
function mark(root: HTMLElement, id: string, scrolls: boolean): void {
  for (const line of root.querySelectorAll<HTMLElement>("[data-place]")) {
    const isChosen = line.dataset["place"] === id;
    line.classList.toggle("on", isChosen);
    line.querySelector("[data-show]")?.setAttribute("aria-pressed", String(isChosen));
    if (isChosen && scrolls) line.scrollIntoView({ block: "nearest" });
  }
}

/** The chosen place in words, with the ways on. */
function tell(root: HTMLElement, view: View, place: Place): void {
  const note = root.querySelector<HTMLElement>("[data-note]");
  if (!note) return;
  const text = view.told.word("Chosen").replace("{place}", nameOf(place, view.told.word("Door")));
  note.replaceChildren(document.createTextNode(text));
  const ways: [string | undefined, string][] = [
    [root.dataset["siteUrl"], view.told.word("Open")],
    [root.dataset["positionUrl"], view.told.word("Move")],
  ];
  for (const [url, label] of ways) {
    if (!url) continue;
    const link = document.createElement("a");
    link.href = url.replace("{id}", longId(place.id));
    link.textContent = label;
    note.append(" · ", link);
  }
}

/** A place's name: the group, and the door or the place. */
export function nameOf(place: Place, door: string): string {
  const own = place.kind === "household" ? door.replace("{door}", place.name) : place.name;
  return place.group ? `${place.group} ${own}` : own;
}

function colour(root: HTMLElement, view: View, by: Colouring): void {
  view.places.colour(by);
  for (const link of root.querySelectorAll<HTMLElement>("[data-colour]")) {
    if (link.dataset["colour"] === by) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  for (const part of root.querySelectorAll<HTMLElement>("[data-legend] [data-for]")) {
    part.hidden = part.dataset["for"] !== by;
  }
}
