/**
 * Scoring a visit: the same rule as src/tongxin/inspections/rules.py, held to the same cases
 * (tests/inspections/score_cases.json). All points are whole hundredths, so that 0.1 is exact.
 */
import type { Answer, Answers, Item, Mode, Section, Sheet, VetoEffect } from "./sheet";

export type FaultCode = "unknown_item" | "not_assessable" | "wrong_answer" | "outside_range" | "above_maximum";

/** An answer that the sheet does not allow. */
export class AnswerFault extends Error {
  constructor(
    readonly code: FaultCode,
    readonly itemId: string,
  ) {
    super(`${code}: ${itemId}`);
  }
}

export interface ItemScore {
  id: string;
  /** Hundredths; null where the item was not looked at. */
  score: number | null;
  max: number;
  isInOrder: boolean;
  vetoes: VetoEffect[];
}

export interface SectionScore {
  id: string;
  score: number;
  max: number;
  items: ItemScore[];
}

export interface Score {
  score: number;
  max: number;
  /** The score on 0..100 in hundredths, halves up; null where nothing was assessed. */
  score100: number | null;
  failed: boolean;
  sections: SectionScore[];
  notSeen: string[];
}

const MOST_FINDINGS = 999;
const POINTS = /^-?[0-9]{1,6}(\.[0-9]{1,2})?$/;

/** A number of the sheet in hundredths. */
export function hundredths(points: number | null): number {
  return Math.round((points ?? 0) * 100);
}

/** Scores a visit by its answers. Throws an AnswerFault. */
export function score(sheet: Sheet, answers: Answers): Score {
  const known = new Set(sheet.sections.flatMap((section) => section.items.map((item) => item.id)));
  const unknown = Object.keys(answers).find((id) => !known.has(id));
  if (unknown !== undefined) throw new AnswerFault("unknown_item", unknown);
  const sections = sheet.sections.map((section) => scoreSection(sheet, section, answers));
  const items = sections.flatMap((section) => section.items);
  const effects = new Set(items.flatMap((item) => item.vetoes));
  const max = capped(sum(sections.map((section) => section.max)), sheet.total);
  const got = floored(sum(sections.map((section) => section.score)), sheet.floor.sheet, max);
  const total = effects.has("zero_sheet") ? Math.min(got, 0) : got;
  return {
    score: total,
    max,
    score100: max === 0 ? null : Math.floor((20_000 * Math.max(total, 0) + max) / (2 * max)),
    failed: effects.has("fail"),
    sections,
    notSeen: items.filter((item) => item.score === null).map((item) => item.id),
  };
}

/** Does the source state enough to score this item? A veto without points counts as stated. */
export function isAssessable(item: Item): boolean {
  if (item.mode.type === "veto") return true;
  if (item.mode.type === "unstated" || item.max === null) return false;
  return !(item.mode.type === "yes_no" && item.mode.points === null);
}

/** The answer that says: all in order. */
export function inOrder(item: Item): Answer {
  const { mode } = item;
  switch (mode.type) {
    case "deduct_per_finding":
      return { count: 0 };
    case "yes_no":
      return { yes: mode.effect !== "deduct_if_yes" };
    case "levels":
      return { level: bestLevel(mode) };
    case "range":
      return { points: mode.effect === "deduct" ? mode.min : Math.min(mode.max, item.max ?? 0) };
    case "veto":
      return { vetoed: false };
    case "unstated":
      throw new AnswerFault("not_assessable", item.id);
  }
}

function bestLevel(mode: Mode & { type: "levels" }): number {
  const sign = mode.effect === "deduct" ? 1 : -1;
  const least = Math.min(...mode.levels.map((level) => sign * level.points));
  return mode.levels.findIndex((level) => sign * level.points === least);
}

function scoreSection(sheet: Sheet, section: Section, answers: Answers): SectionScore {
  const items = section.items.map((item) => scoreItem(sheet, item, answers[item.id]));
  const max = capped(sum(items.map((item) => item.max)), section.max);
  const got = floored(sum(items.map((item) => item.score ?? 0)), sheet.floor.section, max);
  const isVetoed = items.some((item) => item.vetoes.includes("zero_section"));
  return { id: section.id, score: isVetoed ? Math.min(got, 0) : got, max, items };
}

function scoreItem(sheet: Sheet, item: Item, answer: Answer | undefined): ItemScore {
  if (answer === undefined) return { id: item.id, score: null, max: 0, isInOrder: true, vetoes: [] };
  if (!isAssessable(item)) throw new AnswerFault("not_assessable", item.id);
  const vetoes = vetoesOf(item, answer);
  const got = pointsOf(item, answer);
  const max = hundredths(item.max);
  const value = floored(Math.min(got, max), sheet.floor.item ?? 0, max);
  return {
    id: item.id,
    score: vetoes.includes("zero_item") ? Math.min(value, 0) : value,
    max,
    isInOrder: got >= pointsOf(item, inOrder(item)) && vetoes.length === 0,
    vetoes,
  };
}

function capped(value: number, limit: number | null): number {
  return limit === null ? value : Math.min(value, hundredths(limit));
}

function floored(value: number, floor: number | null, max: number): number {
  return Math.min(floor === null ? value : Math.max(value, hundredths(floor)), max);
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Points before cap and floor. */
function pointsOf(item: Item, answer: Answer): number {
  const { mode } = item;
  const max = hundredths(item.max);
  switch (mode.type) {
    case "deduct_per_finding":
      return max - hundredths(mode.points) * whole(item, only(item, answer, "count"), MOST_FINDINGS);
    case "yes_no":
      return yesNo(mode, max, truth(item, only(item, answer, "yes")));
    case "levels": {
      const level = mode.levels[whole(item, only(item, answer, "level"), mode.levels.length - 1)];
      const points = hundredths(level?.points ?? 0);
      return mode.effect === "deduct" ? max - points : points;
    }
    case "range": {
      const points = picked(item, mode, only(item, answer, "points"));
      return mode.effect === "deduct" ? max - points : points;
    }
    case "veto":
      return truth(item, only(item, answer, "vetoed")) ? 0 : max;
    case "unstated":
      throw new AnswerFault("not_assessable", item.id);
  }
}

function yesNo(mode: Mode & { type: "yes_no" }, max: number, yes: boolean): number {
  const points = hundredths(mode.points);
  if (mode.effect === "award_if_yes") return yes ? points : 0;
  return yes === (mode.effect === "deduct_if_yes") ? max - points : max;
}

/** The value under the key of the item's mode; nothing else may stand there but vetoes. */
function only(item: Item, answer: Answer, key: string): unknown {
  if (!(key in answer) || Object.keys(answer).some((name) => name !== key && name !== "vetoes")) {
    throw new AnswerFault("wrong_answer", item.id);
  }
  return answer[key];
}

function truth(item: Item, value: unknown): boolean {
  if (typeof value !== "boolean") throw new AnswerFault("wrong_answer", item.id);
  return value;
}

function whole(item: Item, value: unknown, most: number): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > most) {
    throw new AnswerFault("wrong_answer", item.id);
  }
  return value;
}

function picked(item: Item, mode: Mode & { type: "range" }, value: unknown): number {
  const text = typeof value === "number" || typeof value === "string" ? String(value) : "";
  if (!POINTS.test(text)) throw new AnswerFault("wrong_answer", item.id);
  const points = hundredths(Number(text));
  if (points > hundredths(item.max)) throw new AnswerFault("above_maximum", item.id);
  if (points < hundredths(mode.min) || points > hundredths(mode.max)) throw new AnswerFault("outside_range", item.id);
  return points;
}

function vetoesOf(item: Item, answer: Answer): VetoEffect[] {
  const chosen = answer["vetoes"] ?? [];
  if (!Array.isArray(chosen) || new Set(chosen).size !== chosen.length) throw new AnswerFault("wrong_answer", item.id);
  const listed = item.veto ?? [];
  const effects = chosen.map((place: unknown) => listed[whole(item, place, listed.length - 1)]?.effect);
  if (item.mode.type === "veto" && truth(item, only(item, answer, "vetoed"))) effects.push(item.mode.effect);
  return effects.filter((effect) => effect !== undefined);
}
