/**
 * All places as one layer of one canvas: drawn at once after each move, found under the pointer by a table of
 * squares. No object of Leaflet's for each place, so 10,000 of them stay light on an old phone.
 */
import { Layer, type LatLng, type Map as LeafletMap, type Point } from "leaflet";
import type { Place } from "./data";
import { draw, signOf, type Colouring } from "./signs";

const REACH = 12; // pixels around a touch
const SQUARE = 32; // pixels
const MARGIN = 0.3; // of the view, drawn beyond its edges, so that a pan shows no gap

export class Places extends Layer {
  private readonly canvas = document.createElement("canvas");
  private readonly squares = new Map<string, number[]>();
  private spots: Point[] = [];
  private map: LeafletMap | null = null;
  private chosen: string | null = null;
  /** Told when somebody touches a place. */
  isTouched: (place: Place) => void = () => undefined;

  constructor(
    readonly all: readonly Place[],
    private by: Colouring,
  ) {
    super();
    this.canvas.className = "map-places leaflet-zoom-hide";
  }

  override onAdd(map: LeafletMap): this {
    this.map = map;
    map.getPane("overlayPane")?.append(this.canvas);
    map.on("moveend zoomend resize viewreset", this.redraw);
    map.on("click", this.click);
    this.redraw();
    return this;
  }

  override onRemove(map: LeafletMap): this {
    map.off("moveend zoomend resize viewreset", this.redraw);
    map.off("click", this.click);
    this.canvas.remove();
    this.map = null;
    return this;
  }

  /** Colours and forms by another question. */
  colour(by: Colouring): void {
    this.by = by;
    this.redraw();
  }

  /** Rings one place in ink, or none. */
  choose(id: string | null): void {
    this.chosen = id;
    this.redraw();
  }

  find(id: string): Place | undefined {
    return this.all.find((place) => place.id === id);
  }

  /** Draws everything in view and a margin around it. */
  readonly redraw = (): void => {
    const map = this.map;
    const context = this.canvas.getContext("2d");
    if (!map || !context) return;
    const size = map.getSize();
    const margin = size.multiplyBy(MARGIN).round();
    const corner = map.containerPointToLayerPoint([0, 0]).subtract(margin).round();
    const whole = size.add(margin.multiplyBy(2));
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = whole.x * ratio;
    this.canvas.height = whole.y * ratio;
    this.canvas.style.width = `${whole.x}px`;
    this.canvas.style.height = `${whole.y}px`;
    this.canvas.style.transform = `translate(${corner.x}px, ${corner.y}px)`;
    context.setTransform(ratio, 0, 0, ratio, -corner.x * ratio, -corner.y * ratio);
    this.squares.clear();
    this.spots = this.all.map((place) => map.latLngToLayerPoint([place.at[0], place.at[1]]));
    const isInside = (spot: Point): boolean =>
      spot.x >= corner.x && spot.y >= corner.y && spot.x <= corner.x + whole.x && spot.y <= corner.y + whole.y;
    this.all.forEach((place, number) => {
      const spot = this.spots[number];
      if (!spot || !isInside(spot)) return;
      draw(context, signOf(place, this.by), spot.x, spot.y);
      const square = squareOf(spot.x, spot.y);
      this.squares.set(square, [...(this.squares.get(square) ?? []), number]);
    });
    this.ring(context);
  };

  private ring(context: CanvasRenderingContext2D): void {
    const number = this.all.findIndex((place) => place.id === this.chosen);
    const spot = this.spots[number];
    if (!spot) return;
    draw(context, { form: "ring", fill: "#fff", size: 12 }, spot.x, spot.y);
    draw(context, { form: "ring", fill: "#1e2a2f", size: 10 }, spot.x, spot.y);
  }

  /** The place nearest to a point, within a finger's reach. */
  near(at: LatLng): Place | null {
    if (!this.map) return null;
    const point = this.map.latLngToLayerPoint(at);
    let best: Place | null = null;
    let distance = REACH;
    for (const dx of [-1, 0, 1]) {
      for (const dy of [-1, 0, 1]) {
        for (const number of this.squares.get(squareOf(point.x + dx * SQUARE, point.y + dy * SQUARE)) ?? []) {
          const away = this.spots[number]?.distanceTo(point) ?? Infinity;
          if (away < distance) [best, distance] = [this.all[number] ?? null, away];
        }
      }
    }
    return best;
  }

  private readonly click = (event: { latlng: LatLng }): void => {
    const place = this.near(event.latlng);
    if (place) this.isTouched(place);
  };
}

function squareOf(x: number, y: number): string {
  return `${Math.floor(x / SQUARE)} ${Math.floor(y / SQUARE)}`;
}
