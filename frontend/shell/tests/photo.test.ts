import { describe, expect, it } from "vitest";
import { fitInside, shrinkAll, startPhotos } from "../photo";

describe("a photograph", () => {
  it.each([
    [4000, 3000, 1600, 1200],
    [3000, 4000, 1200, 1600],
    [1200, 900, 1200, 900],
    [13000, 1, 1600, 1],
  ])("of %i × %i becomes %i × %i", (width, height, shrunkWidth, shrunkHeight) => {
    expect(fitInside(width, height)).toEqual([shrunkWidth, shrunkHeight]);
  });

  it("that the browser cannot read goes as it is", async () => {
    const files = [new File(["a"], "a.heic"), new File(["b"], "b.jpg")];
    const small = new File(["s"], "b.jpg", { type: "image/jpeg" });
    const shrunk = await shrinkAll(files, (file) =>
      file.name.endsWith(".heic") ? Promise.reject(new Error("unreadable")) : Promise.resolve(small),
    );
    expect(shrunk).toEqual([files[0], small]);
  });

  it("is asked for as a picture, and shown in a place of its own", () => {
    document.body.innerHTML = '<form><input type="file" name="photo" data-photo></form>';
    startPhotos(document);
    expect(document.querySelector("input")?.accept).toBe("image/*");
    expect(document.querySelector(".photo-preview")).not.toBeNull();
  });
});
