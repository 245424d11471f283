import { expect, test, vi } from "vitest";
import { startPrint } from "../print";

test("a button that says so prints the page, and no other does", () => {
  const print = vi.fn();
  vi.stubGlobal("print", print);
  document.body.innerHTML = `<button type="button" data-print>打印</button><button type="button">别的</button>`;
  startPrint(document);
  for (const button of document.querySelectorAll("button")) button.click();
  expect(print).toHaveBeenCalledTimes(1);
  vi.unstubAllGlobals();
});
