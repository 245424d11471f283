"""Writes the drawn parts of docs/rules/case-life.md from the table: `python -m tests.cases.life_document`."""

from __future__ import annotations

from pathlib import Path

from tongxin.cases.rules import END_STATES, OPEN_STATES, TRANSITIONS, Fact, Move, Own, State, Transition

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
    Move.REFUSE: "退回派单",
    Move.TRANSFER: "转办",
    Move.RELOCATE: "改正地点",
    Move.PARTIAL: "部分通过",
    Move.REOPEN: "重新打开",
    Move.UNASSIGN: "撤回派单",
    Move.UNVERIFY: "撤回核验",
    Move.WAIT: "暂停计时",
    Move.RESUME: "恢复计时",
    Move.POSTPONE: "申请延期",
    Move.GRANT: "同意延期",
    Move.DENY: "不同意延期",
    Move.URGE: "督办",
    Move.ESCALATE: "逐级提醒",
}
OWN = {Own.ASSIGNEE: "the person to whom it was given", Own.FINDER: "the person who reported it"}
FACTS = {
    Fact.ASSIGNEE: "a person who may put it right there",
    Fact.REASON: "a reason in words",
    Fact.OTHER_PERSON: "another person than the one who put it right",
    Fact.ORIGINAL: "another open case of the same village",
    Fact.LINE: "another line of work",
    Fact.PLACE: "another place of the town",
    Fact.LATER_DAY: "a later day",
    Fact.RUNNING: "a limit that runs: not stopped, not over",
    Fact.STOPPED: "a clock that stands still",
    Fact.ASKED: "more time asked for",
    Fact.NOT_ASKED: "no time asked for yet",
    Fact.NOT_OWN_TIME: "another person than the one whose time it is",
    Fact.OWN_LAST: "one's own last step",
    Fact.RECENT: "closed lately",
    Fact.LATE: "late beyond the patience of the next level",
}


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{STATES[state]} {state.value}" as {state.value}' for state in State]
    lines.append(f"    [*] --> {State.FOUND.value}: 上报 open")
    for move, transition in TRANSITIONS.items():
        for source in (state for state in State if state in transition.sources):
            targets = [transition.target or source, *([transition.or_else] if transition.or_else else [])]
            lines += [
                f"    {source.value} --> {target.value}: {MOVES[move]} {move.value}" for target in targets
            ]
    lines += [f"    {state.value} --> [*]" for state in State if state in END_STATES]
    return "\n".join([*lines, "```"])


def moves() -> str:
    """The moves as a table: from, to, who may take it, what is needed."""
    rows = ["| step | from | to | who | needs |", "|---|---|---|---|---|"]
    for move, transition in TRANSITIONS.items():
        sources = ", ".join(STATES[state] for state in State if state in transition.sources)
        needs = ", ".join(FACTS[fact] for fact in Fact if fact in transition.needs) or "nothing more"
        step, to = f"{MOVES[move]} `{move.value}`", target(transition, "stays")
        rows.append(f"| {step} | {sources} | {to} | {who(transition)} | {needs} |")
    return "\n".join(rows)


def target(transition: Transition, stays: str) -> str:
    """Where a move leads, in the words of the screens; `stays` for one that leaves the state."""
    if transition.target is None:
        return stays
    or_else = f" or {STATES[transition.or_else]}" if transition.or_else else ""
    return STATES[transition.target] + or_else


def who(transition: Transition) -> str:
    """Who may take a move."""
    act = f"`{transition.act.value}`"
    if transition.by_machine_alone:
        return "the machine"
    if transition.own is not None:
        act = (
            f"{OWN[transition.own]} with {act}" if transition.only_own else f"{act} or {OWN[transition.own]}"
        )
    return f"{act} or the machine for a resident" if transition.by_machine else act


def matrix() -> str:
    """Every move × every state; a dash where it is not allowed, = where the state stays."""
    ends = {state: "" if state in OPEN_STATES else " (end)" for state in State}
    heads = [f"{STATES[state]} `{state.value}`{ends[state]}" for state in State]
    rows = ["| | " + " | ".join(heads) + " |", "|---" * (len(heads) + 1) + "|"]
    for move, transition in TRANSITIONS.items():
        cells = [target(transition, "=") if state in transition.sources else "–" for state in State]
        rows.append(f"| **{MOVES[move]}** `{move.value}` | " + " | ".join(cells) + " |")
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
