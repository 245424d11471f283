/** The shell: what every page has. Styles first, so that the page is never seen without them. */
import "bootstrap-icons/font/bootstrap-icons.css";
import "./styles/main.scss";
import "bootstrap/js/dist/collapse";
import "bootstrap/js/dist/dropdown";
import "bootstrap/js/dist/offcanvas";
import "htmx.org";
import { startDrafts } from "./drafts";
import { startFilters } from "./filters";
import { onEachPart, startHtmx } from "./htmx";
import { startPasswords } from "./password";
import { startPhotos } from "./photo";
import { startPrint } from "./print";
import { startSubmit } from "./submit";

document.documentElement.classList.add("js");
startHtmx();
onEachPart((part) => {
  startFilters(part);
  startPasswords(part);
  startPhotos(part);
  startPrint(part);
  startSubmit(part);
  startDrafts(part);
});

// A form that came back with errors: the summary is read first.
document.querySelector<HTMLElement>("[data-form-errors]")?.focus();
