/** The visit form comes alive: the score while it is filled in, and "all in order" without a round trip. */
import "./visit.scss";
import { startVisit } from "./visit";

const form = document.querySelector<HTMLFormElement>("form[data-visit]");
const sheet = document.getElementById("sheet");
if (form && sheet) startVisit(form, sheet);
