"""What a case must be after any sequence of steps, in a few lines without database. The stateful test compares."""

from __future__ import annotations

from dataclasses import dataclass, field

ENDS = {"close": "closed", "decline": "declined", "merge": "duplicate"}


class Refused(Exception):
    """The step is not allowed now."""


@dataclass(eq=False)
class Paper:
    """A case on paper; persons are names, other cases are other papers. `held`: who had it before the last step."""

    assignee: str | None = None
    fixer: str | None = None
    verifier: str | None = None
    ended: str | None = None
    original: Paper | None = None
    held: str | None = None
    waiting: bool = False
    asked: bool = False
    history: list[tuple[str, str]] = field(default_factory=lambda: [("open", "")])

    @property
    def state(self) -> str:
        """The state follows from the facts."""
        fixed = "verified" if self.verifier else "fixed" if self.fixer else None
        return self.ended or fixed or ("assigned" if self.assignee else "found")

    def step(self, move: str, by: str, *, to: str = "", other: Paper | None = None) -> None:
        """Takes the step or raises `Refused`."""
        state, last, before, mine = self.state, self.history[-1], self.assignee, by == self.assignee
        to_fix, given = state in ("found", "assigned"), state == "assigned"
        allowed = {
            "assign fix decline transfer relocate": to_fix,
            "merge": to_fix and other is not None and other is not self and other.ended is None,
            "wait": to_fix and not mine and not self.waiting,
            "resume": to_fix and self.waiting,
            "refuse": given and mine,
            "postpone": given and mine and not self.waiting and not self.asked,
            "grant deny": given and not mine and self.asked,
            "unassign": given and last == ("assign", by),
            "verify partial": state == "fixed" and by != self.fixer,
            "return": state in ("fixed", "verified") and by != self.fixer,
            "unverify": state == "verified" and last == ("verify", by),
            "close": state == "verified",
            "reopen": state == "closed",
            "urge": self.ended is None,
        }
        if not any(move in moves.split() and holds for moves, holds in allowed.items()):
            raise Refused
        match move:
            case "assign" | "refuse" | "transfer" | "relocate" | "unassign":
                self.assignee = {"assign": to, "unassign": self.held}.get(move)
            case "fix":
                self.fixer = by
            case "return" | "partial" | "reopen":
                self.assignee, self.fixer, self.verifier, self.ended = before or self.fixer, None, None, None
            case "verify" | "unverify":
                self.verifier = by if move == "verify" else None
            case "close" | "decline" | "merge":
                self.ended, self.original = ENDS[move], other if move == "merge" else None
        self.waiting = (
            (self.waiting or move == "wait") and move != "resume" and self.state in ("found", "assigned")
        )
        self.asked = move == "postpone" or (self.asked and move in ("wait", "resume", "urge"))
        self.held = before
        self.history.append((move, by))

    def stays(self) -> Paper:
        """The case that counts the report in the end."""
        return self.original.stays() if self.original else self
