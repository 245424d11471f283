/** Shows the parts of the form that belong to the chosen way of signing; without this script all are shown. */
export function startWays(form: HTMLFormElement): void {
  const parts = [...form.querySelectorAll<HTMLElement>("[data-way]")];
  const show = (): void => {
    const chosen = new FormData(form).get("how");
    for (const part of parts) {
      part.hidden = !(part.dataset["way"] ?? "").split(" ").some((way) => way === chosen);
    }
  };
  form.addEventListener("change", show);
  show();
}
