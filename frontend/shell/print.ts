/** Buttons marked `data-print` print the page. */
export function startPrint(part: ParentNode): void {
  for (const button of part.querySelectorAll<HTMLButtonElement>("button[data-print]")) {
    button.addEventListener("click", () => {
      window.print();
    });
  }
}
