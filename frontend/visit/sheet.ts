/** A score sheet as the server sends it: the JSON of data/sheets, whole. Numbers that the source does not state are null. */
export type VetoEffect = "zero_item" | "zero_section" | "zero_sheet" | "fail";

export type Mode =
  | { type: "deduct_per_finding"; points: number }
  | { type: "yes_no"; points: number | null; effect: "deduct_if_yes" | "deduct_if_no" | "award_if_yes" }
  | { type: "levels"; effect: "deduct" | "award"; levels: { points: number }[] }
  | { type: "range"; effect: "deduct" | "award"; min: number; max: number }
  | { type: "veto"; effect: VetoEffect }
  | { type: "unstated" };

export interface Item {
  id: string;
  max: number | null;
  mode: Mode;
  veto?: { effect: VetoEffect }[];
}

export interface Section {
  id: string;
  max: number | null;
  items: Item[];
}

export interface Sheet {
  sheet_id: string;
  total: number | null;
  floor: { item: number | null; section: number | null; sheet: number | null };
  sections: Section[];
}

/** An answer to one item, by its mode; strange ones come in too and are refused by the rule. */
export type Answer = Record<string, unknown>;
export type Answers = Record<string, Answer>;
