"""The text of the door agreement, the agreements, and their breaches: one file for each."""

from tongxin.council.models.agreements import Agreement
from tongxin.council.models.breaches import Breach
from tongxin.council.models.texts import AgreementText

__all__ = ["Agreement", "AgreementText", "Breach"]
