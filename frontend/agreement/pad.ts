/** A pad to draw a signature on. What was drawn goes into the hidden field as a PNG; an empty pad leaves it empty. */
const LINE_PX = 4;
const INK = "#1e2a2f";

/** A place on the screen as a place on the canvas, whatever its shown size. */
export function placeOn(canvas: HTMLCanvasElement, event: PointerEvent): [number, number] {
  const shown = canvas.getBoundingClientRect();
  const scale = shown.width > 0 ? canvas.width / shown.width : 1;
  return [(event.clientX - shown.left) * scale, (event.clientY - shown.top) * scale];
}

export function startPad(form: HTMLFormElement): void {
  const canvas = form.querySelector<HTMLCanvasElement>("canvas[data-pad]");
  const field = form.querySelector<HTMLInputElement>("input[name=drawn]");
  const pen = canvas?.getContext("2d");
  if (!canvas || !field || !pen) return;
  let isDrawing = false;
  pen.lineWidth = LINE_PX;
  pen.lineCap = "round";
  pen.lineJoin = "round";
  pen.strokeStyle = INK;
  canvas.addEventListener("pointerdown", (event) => {
    isDrawing = true;
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...placeOn(canvas, event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!isDrawing) return;
    pen.lineTo(...placeOn(canvas, event));
    pen.stroke();
  });
  const lift = (): void => {
    if (isDrawing) field.value = canvas.toDataURL("image/png");
    isDrawing = false;
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  form.querySelector("[data-pad-clear]")?.addEventListener("click", () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    field.value = "";
  });
}
