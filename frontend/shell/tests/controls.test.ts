import { describe, expect, it } from "vitest";
import { startFilters } from "../filters";
import { startPasswords } from "../password";
import { word } from "../words";

describe("controls", () => {
  it("show a password and hide it again", () => {
    document.body.innerHTML = '<form><input type="password" data-show-password="Show"></form>';
    startPasswords(document);
    const [input, button] = [document.querySelector("input"), document.querySelector("button")];
    button?.click();
    expect([input?.type, button?.getAttribute("aria-pressed")]).toEqual(["text", "true"]);
    button?.click();
    expect([input?.type, button?.getAttribute("aria-pressed")]).toEqual(["password", "false"]);
  });

  it("open all filters on a phone", () => {
    document.body.innerHTML = '<form class="filters"><button type="button" data-all-filters></button></form>';
    startFilters(document);
    document.querySelector("button")?.click();
    expect(document.querySelector("form")?.classList.contains("open")).toBe(true);
    expect(document.querySelector("button")?.getAttribute("aria-expanded")).toBe("true");
  });

  it("speak the page's words", () => {
    document.body.innerHTML = '<div id="words" data-draft-clear="清空"></div>';
    expect([word("draftClear"), word("unknown")]).toEqual(["清空", ""]);
  });
});
