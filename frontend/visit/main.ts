/** The visit form comes alive: the score while it is filled in, and "all in order" without a round trip. */
import "./visit.scss";
import { startFollowUp } from "./followUp";
import { startMarks } from "./marks";
import { startPhotoLimit } from "./photos";
import { startPlaces } from "./places";
import { startPosition } from "./position";
import { startVisit } from "./visit";

const form = document.querySelector<HTMLFormElement>("form[data-visit]");
const sheet = document.getElementById("sheet");
if (form && sheet) {
  startPlaces(form);
  startPhotoLimit(form);
  startVisit(form, sheet);
  startMarks(form);
}
const followUp = document.querySelector<HTMLFormElement>("form[data-follow-up]");
if (followUp) startFollowUp(followUp);
const position = document.querySelector<HTMLElement>("[data-phone-position]");
// Where a page is not served safely the browser has none.
if (position) startPosition(position, "geolocation" in navigator ? navigator.geolocation : undefined);
