/**
 * Photographs (optional everywhere): shrunk on the device to 1,600 px JPEG, which also takes out place and time,
 * and shown before they are sent. What the browser cannot read goes as it is; the server re-encodes it anyway.
 */
import { holdBack } from "./submit";
import { word } from "./words";

export const LONGEST_SIDE = 1600;
const QUALITY = 0.7;

export type Shrink = (file: File) => Promise<File>;

/** Size of a picture whose longest side is at most `longest`; never enlarged. */
export function fitInside(width: number, height: number, longest = LONGEST_SIDE): [number, number] {
  const scale = Math.min(1, longest / Math.max(width, height));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

/** The picture as a small JPEG. Rejects where the browser cannot read it. */
export async function shrink(file: File): Promise<File> {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const [width, height] = fitInside(picture.width, picture.height);
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  canvas.getContext("2d")?.drawImage(picture, 0, 0, width, height);
  picture.close();
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  if (blob === null) throw new Error("the canvas gave no picture");
  return new File([blob], file.name.replace(/\.[^.]*$/, "") + ".jpg", { type: "image/jpeg" });
}

/** Each file shrunk where that succeeds, else as it is. */
export function shrinkAll(files: readonly File[], how: Shrink): Promise<File[]> {
  return Promise.all(files.map((file) => how(file).catch(() => file)));
}

export function startPhotos(part: ParentNode): void {
  for (const input of part.querySelectorAll<HTMLInputElement>("input[type=file][data-photo]")) {
    input.accept ||= "image/*";
    const preview = document.createElement("div");
    preview.className = "photo-preview";
    preview.setAttribute("aria-live", "polite");
    input.after(preview);
    input.addEventListener("change", () => {
      const work = replaceFiles(input, preview);
      if (input.form) holdBack(input.form, work);
    });
  }
}

async function replaceFiles(input: HTMLInputElement, preview: HTMLElement): Promise<void> {
  const files = await shrinkAll(Array.from(input.files ?? []), shrink);
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  input.files = transfer.files;
  for (const picture of preview.querySelectorAll("img")) URL.revokeObjectURL(picture.src);
  preview.replaceChildren(...files.map(figureOf));
  if (files.length > 0) preview.append(removeButton(input, preview));
}

function figureOf(file: File): HTMLElement {
  const figure = document.createElement("figure");
  const size = document.createElement("figcaption");
  size.textContent = `${Math.max(1, Math.round(file.size / 1024))} KB`;
  if (file.type === "image/jpeg") {
    const picture = document.createElement("img");
    picture.src = URL.createObjectURL(file);
    picture.alt = file.name;
    figure.append(picture);
  } else {
    size.textContent = `${file.name}, ${word("photoKept")}`;
  }
  figure.append(size);
  return figure;
}

function removeButton(input: HTMLInputElement, preview: HTMLElement): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-sm btn-quiet align-self-start";
  button.textContent = word("photoRemove");
  button.addEventListener("click", () => {
    input.value = "";
    preview.replaceChildren();
    input.focus();
  });
  return button;
}
