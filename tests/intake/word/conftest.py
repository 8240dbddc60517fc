"""The fixture that sends out papers."""

from intake.word.papers import sent

__all__ = ["sent"]
