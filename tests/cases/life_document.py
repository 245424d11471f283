"""Writes the drawn parts of docs/rules/case-life.md from the table: `python -m tests.cases.life_document`."""

from __future__ import annotations

from pathlib import Path

from tongxin.cases.rules import END_STATES, OPEN_STATES, TRANSITIONS, Fact, Move, State

PAGE = Path(__file__).resolve().parents[2] / "docs/rules/case-life.md"

STATES = {
    State.FOUND: "已发现",
    State.ASSIGNED: "已派单",
    State.FIXED: "已整改",
    State.VERIFIED: "已核验",
    State.CLOSED: "已办结",
    State.DECLINED: "不予受理",
    State.DUPLICATE: "已合并",
}
MOVES = {
    Move.ASSIGN: "派单",
    Move.FIX: "改好了",
    Move.VERIFY: "通过核验",
    Move.RETURN: "退回重做",
    Move.CLOSE: "办结",
    Move.DECLINE: "不予受理",
    Move.MERGE: "并入",
}
FACTS = {
    Fact.ASSIGNEE: "a person who may put it right there",
    Fact.REASON: "a reason in words",
    Fact.OTHER_PERSON: "another person than the one who put it right",
    Fact.ORIGINAL: "another open case of the same village",
}


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{STATES[state]} {state.value}" as {state.value}' for state in State]
    lines.append(f"    [*] --> {State.FOUND.value}: 上报 open")
    for move, transition in TRANSITIONS.items():
        for source in (state for state in State if state in transition.sources):
            lines.append(f"    {source.value} --> {transition.target.value}: {MOVES[move]} {move.value}")
    lines += [f"    {state.value} --> [*]" for state in State if state in END_STATES]
    return "\n".join([*lines, "```"])


def moves() -> str:
    """The moves as a table: from, to, act, what is needed."""
    rows = ["| step | from | to | act | needs |", "|---|---|---|---|---|"]
    for move, transition in TRANSITIONS.items():
        sources = ", ".join(STATES[state] for state in State if state in transition.sources)
        needs = ", ".join(FACTS[fact] for fact in Fact if fact in transition.needs) or "nothing more"
        step, target = f"{MOVES[move]} `{move.value}`", STATES[transition.target]
        rows.append(f"| {step} | {sources} | {target} | `{transition.act.value}` | {needs} |")
    return "\n".join(rows)


def matrix() -> str:
    """Every state × every move; a dash where it is not allowed."""
    rows = ["| | " + " | ".join(MOVES.values()) + " |", "|---" * (len(MOVES) + 1) + "|"]
    for state in State:
        targets = [
            STATES[TRANSITIONS[move].target] if state in TRANSITIONS[move].sources else "–" for move in MOVES
        ]
        open_mark = "" if state in OPEN_STATES else " (end)"
        rows.append(f"| **{STATES[state]}** `{state.value}`{open_mark} | " + " | ".join(targets) + " |")
    return "\n".join(rows)


PARTS = {"diagram": diagram, "moves": moves, "matrix": matrix}


def written(text: str) -> str:
    """The page with its drawn parts as the table has them."""
    for name, draw in PARTS.items():
        before, opening, rest = text.partition(f"<!-- {name} -->\n")
        _old, closing, after = rest.partition(f"<!-- /{name} -->")
        if not (opening and closing):
            raise ValueError(f"the page has no place for the {name}")
        text = f"{before}{opening}\n{draw()}\n\n{closing}{after}"
    return text


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8")), "utf-8")
