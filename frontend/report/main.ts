/** The resident's report: the position is added by a tap, never by itself. All else works without this. */
import { startPosition } from "../visit/position";

const part = document.querySelector<HTMLElement>("[data-report-position]");
if (part) startPosition(part, "geolocation" in navigator ? navigator.geolocation : undefined);
