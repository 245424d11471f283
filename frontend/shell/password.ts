/** A button beside a password that shows what was typed: `data-show-password` holds its words. */
export function startPasswords(part: ParentNode): void {
  for (const input of part.querySelectorAll<HTMLInputElement>("input[data-show-password]")) {
    const row = document.createElement("div");
    row.className = "with-button";
    input.replaceWith(row);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-quiet";
    button.textContent = input.dataset.showPassword ?? "";
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => {
      const isShown = input.type === "password";
      input.type = isShown ? "text" : "password";
      button.setAttribute("aria-pressed", String(isShown));
    });
    row.append(input, button);
  }
}
