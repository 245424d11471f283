/** The map itself: a canvas without WebGL, the town's own ground, and a background only where the operator set one. */
import {
  Canvas,
  canvas,
  control,
  latLngBounds,
  map as createMap,
  tileLayer,
  type LatLngBounds,
  type Map as LeafletMap,
} from "leaflet";
import { addAreas } from "./areas";
import type { Ground, Place } from "./data";
import { fromDrawn, toDrawn, type Datum, type Degrees } from "./datum";
import { Places } from "./places";
import type { Colouring } from "./signs";

const MOST_ZOOM = 19;
const CLOSE_ZOOM = 17;
const FINE_ZOOM = 0.25;
const CHINA: [number, number] = [35, 104];
const WIDEST_ZOOM = 4;

/** What the page says about the map: addresses, the background, words. */
export interface Told {
  urls: string[];
  tiles: string[];
  servers: string;
  credit: string;
  datum: Datum;
  colour: Colouring;
  word: (name: string) => string;
}

export function toldBy(root: HTMLElement): Told {
  const words = root.querySelector<HTMLElement>("[data-map-words]");
  const of = (name: string): string => words?.dataset[name] ?? "";
  const lines = (text: string, by: RegExp): string[] => text.split(by).filter(Boolean);
  const colour = of("colourBy");
  return {
    urls: lines(root.dataset["urls"] ?? "", /\s+/),
    tiles: lines(of("tiles"), /\n/),
    servers: of("tileServers"),
    credit: of("tileCredit"),
    datum: of("tileDatum") === "gcj02" ? "gcj02" : "wgs84",
    colour: colour === "seen" || colour === "responsible" ? colour : "kind",
    word: (name) => of(`word${name}`),
  };
}

export class View {
  readonly map: LeafletMap;
  readonly renderer: Canvas = canvas({ padding: 0.3 });
  readonly places: Places;
  private readonly bounds: LatLngBounds;

  constructor(
    element: HTMLElement,
    readonly told: Told,
    readonly ground: Ground,
  ) {
    this.map = createMap(element, {
      renderer: this.renderer,
      preferCanvas: true,
      zoomControl: false,
      attributionControl: told.tiles.length > 0,
      maxZoom: MOST_ZOOM,
      zoomSnap: told.tiles.length > 0 ? 1 : FINE_ZOOM, // pictures are sharp at whole steps only
      zoomAnimation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    });
    control.zoom({ zoomInTitle: told.word("In"), zoomOutTitle: told.word("Out") }).addTo(this.map);
    if (told.tiles.length > 0) this.map.attributionControl.setPrefix(false);
    this.addBackground();
    this.bounds = latLngBounds(ground.places.map((place) => [place.at[0], place.at[1]] as [number, number]));
    for (const layer of addAreas(this.map, ground.areas, this.renderer)) this.bounds.extend(layer.getBounds());
    this.showAll();
    this.places = new Places(ground.places, told.colour);
    this.places.addTo(this.map);
    this.followSize(element);
  }

  /** A map in a part of the page that was closed has no size until it is opened. */
  private followSize(element: HTMLElement): void {
    let isShown = element.clientHeight > 0;
    new ResizeObserver(() => {
      this.map.invalidateSize({ animate: false });
      if (!isShown && element.clientHeight > 0) {
        isShown = true;
        this.showAll();
      }
    }).observe(element);
  }

  private addBackground(): void {
    for (const url of this.told.tiles) {
      const options = { maxZoom: MOST_ZOOM, attribution: this.told.credit, referrerPolicy: "strict-origin" as const };
      tileLayer(url, this.told.servers ? { ...options, subdomains: this.told.servers } : options).addTo(this.map);
    }
  }

  /** Everything in view; the whole country where nothing is known. */
  showAll(): void {
    if (this.bounds.isValid()) this.map.fitBounds(this.bounds, { padding: [24, 24], maxZoom: CLOSE_ZOOM, animate: false });
    else this.map.setView(CHINA, WIDEST_ZOOM);
  }

  /** Brings one place into view, at once or in a movement that shows the way. */
  show(place: Place, animate: boolean): void {
    this.places.choose(place.id);
    this.map.setView([place.at[0], place.at[1]], Math.max(this.map.getZoom(), CLOSE_ZOOM), { animate });
  }

  /** A point of the map in WGS84. */
  inside(latitude: number, longitude: number): Degrees {
    return fromDrawn([latitude, longitude], this.told.datum);
  }

  /** Where a WGS84 point is drawn. */
  drawn(latitude: number, longitude: number): [number, number] {
    const [north, east] = toDrawn([latitude, longitude], this.told.datum);
    return [north, east];
  }
}
