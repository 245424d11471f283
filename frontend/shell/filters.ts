/** Filter bars: on a phone the inactive controls open behind one button. (Sending is htmx, see parts/filters.html.) */
export function startFilters(part: ParentNode): void {
  for (const button of part.querySelectorAll<HTMLButtonElement>("[data-all-filters]")) {
    button.addEventListener("click", () => {
      const isOpen = button.closest("form")?.classList.toggle("open") ?? false;
      button.setAttribute("aria-expanded", String(isOpen));
    });
  }
}
