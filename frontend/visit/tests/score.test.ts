import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { AnswerFault, hundredths, inOrder, isAssessable, score } from "../score";
import type { Answer, Answers, Sheet } from "../sheet";

interface Case {
  name: string;
  sheet: string;
  answers: Record<string, Answer | null>;
  in_order?: boolean;
  error?: [code: string, item: string];
  expect?: {
    score: string;
    max: string;
    score100: number | null;
    failed: boolean;
    items?: Record<string, string>;
    sections?: Record<string, [string, string]>;
    not_seen?: string[];
  };
}

const ROOT = resolve(import.meta.dirname, "../../..");
const SHEETS = resolve(ROOT, "data/sheets");
const { sheets: made, cases } = read("tests/inspections/score_cases.json") as { sheets: Sheet[]; cases: Case[] };
const ofTheTown = readdirSync(SHEETS)
  .filter((file) => file.endsWith(".json") && file !== "schema.json")
  .map((file) => read(`data/sheets/${file}`) as Sheet);
const sheets = new Map([...ofTheTown, ...made].map((sheet) => [sheet.sheet_id, sheet]));

function read(path: string): unknown {
  return JSON.parse(readFileSync(resolve(ROOT, path), "utf-8"));
}

function sheetOf(name: string): Sheet {
  const sheet = sheets.get(name);
  if (!sheet) throw new Error(`no sheet ${name}`);
  return sheet;
}

function allInOrder(sheet: Sheet): Answers {
  const items = sheet.sections.flatMap((section) => section.items).filter(isAssessable);
  return Object.fromEntries(items.map((item) => [item.id, inOrder(item)]));
}

function answersOf(one: Case): Answers {
  const start = one.in_order ? allInOrder(sheetOf(one.sheet)) : {};
  const given = Object.entries({ ...start, ...one.answers });
  return Object.fromEntries(given.filter((pair): pair is [string, Answer] => pair[1] !== null));
}

const points = (text: string): number => hundredths(Number(text));

describe("the rule of scoring, case by case", () => {
  it.each(cases.filter((one) => one.expect).map((one) => [one.name, one] as const))("%s", (_name, one) => {
    const wanted = one.expect;
    const found = score(sheetOf(one.sheet), answersOf(one));
    expect([found.score, found.max]).toEqual([points(wanted?.score ?? ""), points(wanted?.max ?? "")]);
    expect([found.score100, found.failed]).toEqual([wanted?.score100, wanted?.failed]);
    const items = new Map(found.sections.flatMap((section) => section.items).map((item) => [item.id, item.score]));
    for (const [id, text] of Object.entries(wanted?.items ?? {})) expect(items.get(id)).toBe(points(text));
    for (const [id, [got, max]] of Object.entries(wanted?.sections ?? {})) {
      const section = found.sections.find((part) => part.id === id);
      expect([section?.score, section?.max]).toEqual([points(got), points(max)]);
    }
    if (wanted?.not_seen) expect(found.notSeen).toEqual(wanted.not_seen);
  });

  it.each(cases.filter((one) => one.error).map((one) => [one.name, one] as const))("%s is refused", (_name, one) => {
    const refused = (): unknown => score(sheetOf(one.sheet), answersOf(one));
    expect(refused).toThrow(AnswerFault);
    expect(refused).toThrow(one.error?.join(": ") ?? "");
  });

  it("has enough cases", () => expect(cases.length).toBeGreaterThanOrEqual(40));
});
