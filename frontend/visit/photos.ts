/** More photos of one finding than are kept: told at once, and nothing is sent, so nothing is lost. */

/** Binds the form: a file field says by data-most how many it takes. */
export function startPhotoLimit(form: HTMLFormElement): void {
  form.addEventListener("change", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.dataset["most"] !== undefined) tell(event.target);
  });
  // Before the shell locks the form: a form that is not sent stays as it is.
  form.addEventListener(
    "submit",
    (event) => {
      const full = fields(form).find((field) => isTooMany(field));
      if (!full) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      tell(full);
      full.focus();
    },
    { capture: true },
  );
}

function fields(form: HTMLFormElement): HTMLInputElement[] {
  return [...form.querySelectorAll<HTMLInputElement>("input[type=file][data-most]")];
}

function isTooMany(field: HTMLInputElement): boolean {
  return (field.files?.length ?? 0) > Number(field.dataset["most"]);
}

function tell(field: HTMLInputElement): void {
  const part = field.closest("label") ?? field;
  part.parentElement?.querySelector("[data-photo-fault]")?.remove();
  if (!isTooMany(field)) return;
  const told = document.createElement("p");
  told.className = "msg";
  told.setAttribute("role", "alert");
  told.dataset["photoFault"] = "";
  told.textContent = (field.dataset["tooMany"] ?? "").replace("{count}", String(field.files?.length ?? 0));
  part.after(told);
}
