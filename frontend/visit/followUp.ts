/** The form of a follow-up visit: one tap says of everything that it is put right. */
export function startFollowUp(form: HTMLFormElement): void {
  const button = form.querySelector<HTMLButtonElement>("[data-all-right]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const radio of form.querySelectorAll<HTMLInputElement>('input[name^="o-"][value="put_right"]')) radio.checked = true;
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
