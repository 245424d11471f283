/** Signing an agreement: a pad to draw a signature on (never needed), and only the fields of the chosen way. */
import "./agreement.scss";
import { startPad } from "./pad";
import { startWays } from "./ways";

const form = document.querySelector<HTMLFormElement>("form[data-sign]");
if (form) {
  startWays(form);
  startPad(form);
}
