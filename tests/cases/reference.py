"""What a case must be after any sequence of steps, in a few lines without database. The stateful test compares."""

from __future__ import annotations

from dataclasses import dataclass, field


class Refused(Exception):
    """The step is not allowed now."""


@dataclass(eq=False)
class Paper:
    """A case on paper; persons are names, other cases are other papers."""

    assignee: str | None = None
    fixer: str | None = None
    verifier: str | None = None
    ended: str | None = None
    original: Paper | None = None
    returns: int = 0
    history: list[str] = field(default_factory=lambda: ["open"])

    @property
    def state(self) -> str:
        """The state follows from the facts."""
        fixed = "verified" if self.verifier else "fixed" if self.fixer else None
        return self.ended or fixed or ("assigned" if self.assignee else "found")

    def step(self, move: str, by: str, *, to: str = "", other: Paper | None = None) -> None:
        """Takes the step or raises `Refused`."""
        to_fix, judged = self.state in {"found", "assigned"}, self.state in {"fixed", "verified"}
        match move:
            case "assign" if to_fix:
                self.assignee = to
            case "fix" if to_fix:
                self.fixer = by
            case "verify" if self.state == "fixed" and by != self.fixer:
                self.verifier = by
            case "return" if judged and by != self.fixer:
                self.assignee = self.assignee or self.fixer
                self.fixer, self.verifier, self.returns = None, None, self.returns + 1
            case "close" if self.state == "verified":
                self.ended = "closed"
            case "decline" if to_fix:
                self.ended = "declined"
            case "merge" if to_fix and other is not None and other is not self and other.ended is None:
                self.ended, self.original = "duplicate", other
            case _:
                raise Refused
        self.history.append(move)

    def stays(self) -> Paper:
        """The case that counts the report in the end."""
        return self.original.stays() if self.original else self
