/** Outlines: villages dashed, groups dark and thick, grids white on green; names where there is room. */
import { geoJSON, type Canvas, type GeoJSON, type Map as LeafletMap, type PathOptions } from "leaflet";
import type { Area, AreaKind } from "./data";

const STYLES: Record<AreaKind, PathOptions> = {
  grid: { color: "#17543b", weight: 1, fillColor: "#a9ccb7", fillOpacity: 0.35 },
  group: { color: "#17543b", weight: 2.5, fill: false },
  village: { color: "#1e2a2f", weight: 2.5, dashArray: "8 5", fill: false },
};
const ORDER: AreaKind[] = ["grid", "group", "village"]; // from below to above
const MOST_NAMES = 60;

/** Adds the outlines to a map; gives the layers. */
export function addAreas(map: LeafletMap, areas: readonly Area[], renderer: Canvas): GeoJSON[] {
  const named = areas.filter((area) => area.kind === "grid").length <= MOST_NAMES;
  return ORDER.flatMap((kind) => areas.filter((area) => area.kind === kind)).map((area) => {
    // The canvas is ours; Leaflet's types do not know that GeoJSON layers hand the option on.
    const layer = geoJSON(area.shape, { style: STYLES[area.kind], interactive: false, renderer } as object);
    layer.addTo(map);
    if (area.kind === "grid" && named) {
      layer.bindTooltip(nameElement(area), { permanent: true, direction: "center", className: "map-name" });
    }
    return layer;
  });
}

function nameElement(area: Area): HTMLElement {
  const element = document.createElement("span");
  element.textContent = area.name.split(" ").pop() ?? area.name;
  return element;
}
