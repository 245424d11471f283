/** How a place looks: a form and a colour together, so that no meaning hangs on colour alone. */
import type { Place } from "./data";

export type Form = "circle" | "ring" | "square" | "diamond" | "triangle" | "bar" | "drop" | "cross";

export interface Sign {
  form: Form;
  fill: string;
  /** Half of its width in CSS pixels. */
  size: number;
}

export type Colouring = "kind" | "seen" | "responsible";

const GREEN = "#2f7757";
const GREEN_LIGHT = "#6ba587";
const SKY = "#2b5a7a";
const OCHRE = "#c99a45";
const OCHRE_DARK = "#76510c";
const UMBER = "#8a4b08";
const INK = "#43525a";

/** Signs by the names that the legend uses too. */
export const SIGNS: Readonly<Record<string, Sign>> = {
  household: { form: "circle", fill: GREEN_LIGHT, size: 4 },
  shop: { form: "square", fill: GREEN, size: 4.5 },
  public_place: { form: "diamond", fill: OCHRE, size: 6 },
  road: { form: "bar", fill: INK, size: 6 },
  water_body: { form: "drop", fill: SKY, size: 6 },
  toilet: { form: "square", fill: SKY, size: 5 },
  collection_point: { form: "triangle", fill: UMBER, size: 6 },
  "seen-30": { form: "circle", fill: GREEN, size: 4 },
  "seen-90": { form: "square", fill: GREEN_LIGHT, size: 4 },
  "seen-older": { form: "triangle", fill: OCHRE, size: 5 },
  "seen-never": { form: "cross", fill: UMBER, size: 4.5 },
  someone: { form: "circle", fill: GREEN_LIGHT, size: 4 },
  nobody: { form: "cross", fill: OCHRE_DARK, size: 5 },
  guess: { form: "circle", fill: GREEN_LIGHT, size: 2.5 },
};

const GUESS_SIZE = 0.65;

/** The name of the sign of a place. */
export function signName(place: Place, by: Colouring): string {
  switch (by) {
    case "kind":
      return place.kind;
    case "responsible":
      return place.isAnsweredFor ? "someone" : "nobody";
    case "seen":
      if (place.days === null) return "seen-never";
      return place.days < 30 ? "seen-30" : place.days < 90 ? "seen-90" : "seen-older";
  }
}

/** The sign of a place; a guessed position is drawn small. */
export function signOf(place: Place, by: Colouring): Sign {
  const sign = SIGNS[signName(place, by)] ?? SIGNS["public_place"];
  if (!sign) throw new Error("no sign");
  return place.isGuess ? { ...sign, size: sign.size * GUESS_SIZE } : sign;
}

/** Draws a sign with its white edge. */
export function draw(context: CanvasRenderingContext2D, sign: Sign, x: number, y: number): void {
  const { size, form } = sign;
  context.beginPath();
  outline(context, form, x, y, size);
  if (form === "cross" || form === "ring") {
    context.lineWidth = 2.25;
    context.strokeStyle = sign.fill;
    context.stroke();
    return;
  }
  context.fillStyle = sign.fill;
  context.fill();
  context.lineWidth = 1;
  context.strokeStyle = "#fff";
  context.stroke();
}

function outline(context: CanvasRenderingContext2D, form: Form, x: number, y: number, size: number): void {
  switch (form) {
    case "circle":
    case "ring":
      context.arc(x, y, size, 0, 2 * Math.PI);
      break;
    case "square":
      context.rect(x - size, y - size, 2 * size, 2 * size);
      break;
    case "diamond":
      path(context, [x, y - size], [x + size, y], [x, y + size], [x - size, y]);
      break;
    case "triangle":
      path(context, [x, y - size], [x + size, y + size * 0.8], [x - size, y + size * 0.8]);
      break;
    case "bar":
      context.rect(x - size, y - size * 0.4, 2 * size, size * 0.8);
      break;
    case "drop":
      context.moveTo(x, y - size);
      context.quadraticCurveTo(x + size * 1.4, y + size, x, y + size);
      context.quadraticCurveTo(x - size * 1.4, y + size, x, y - size);
      break;
    case "cross":
      context.moveTo(x - size, y - size);
      context.lineTo(x + size, y + size);
      context.moveTo(x + size, y - size);
      context.lineTo(x - size, y + size);
      break;
  }
}

function path(context: CanvasRenderingContext2D, ...corners: [number, number][]): void {
  corners.forEach(([x, y], number) => (number === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
  context.closePath();
}

const LEGEND_SIDE = 18;

/** Puts its own drawing into each sign of the legend, so that legend and map cannot differ. */
export function fillLegend(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLElement>("[data-sign]")) {
    const sign = SIGNS[element.dataset["sign"] ?? ""];
    const canvas = document.createElement("canvas");
    const ratio = window.devicePixelRatio || 1;
    canvas.width = canvas.height = LEGEND_SIDE * ratio;
    const context = canvas.getContext("2d");
    if (!sign || !context) continue;
    context.scale(ratio, ratio);
    draw(context, sign, LEGEND_SIDE / 2, LEGEND_SIDE / 2);
    element.replaceChildren(canvas);
  }
}
