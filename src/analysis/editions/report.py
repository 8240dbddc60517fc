"""What a verification found: faults and changes of look, and how each locality fared."""

from collections import Counter
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """What is wrong with one chapter or file, in a sentence; a cosmetic one is no fault."""

    where: str
    words: str
    cosmetic: bool = False

    def __str__(self) -> str:
        # What a chapter holds may be invisible, or tell a terminal to do something.
        return "".join(
            one if one.isprintable() else one.encode("unicode_escape").decode()
            for one in f"{self.where}: {self.words}"
        )


@dataclass(frozen=True)
class Report:
    """The chapters that were looked at, how many of their cells ran again, and what was found."""

    chapters: tuple[str, ...]
    cells: int
    findings: tuple[Finding, ...]

    @property
    def faults(self) -> tuple[Finding, ...]:
        """What is wrong; empty for a sound book."""
        return tuple(one for one in self.findings if not one.cosmetic)

    def lines(self) -> list[str]:
        """Say how each locality fared, and the whole."""
        pages = Counter(name.partition("/")[0] for name in self.chapters)
        wrong = Counter(
            name.partition("/")[0]
            for name in {one.where for one in self.faults}
            if name in self.chapters
        )
        said = [
            f"{slug}: {number - wrong[slug]} of {number} chapters verified"
            for slug, number in sorted(pages.items())
        ]
        looks = len(self.findings) - len(self.faults)
        cosmetic = f", {looks} cosmetic" if looks else ""
        cells = f", {self.cells} cells run again" if self.cells else ""
        return [*said, f"{len(self.chapters)} chapters{cells}, {len(self.faults)} faults{cosmetic}"]
