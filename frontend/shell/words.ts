/** Words of the page's language, given by the server in parts/words.html. */
export function word(name: string): string {
  return document.getElementById("words")?.dataset[name] ?? "";
}
