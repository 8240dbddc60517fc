"""Lists of sums, as `sha256sum` writes and checks them."""

import re
from collections.abc import Mapping

from analysis.errors import RunError

LINE = re.compile(r"([0-9a-f]{64}) [ *](\S.*)")


def sums_text(digests: Mapping[str, str]) -> str:
    """Write a line for each file."""
    return "".join(f"{digest}  {name}\n" for name, digest in digests.items())


def read_sums(text: str, where: str) -> dict[str, str]:
    """Read the sha256 of each file by its name; a line that begins with ``#`` is a remark."""
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("#"):
            continue
        parts = LINE.fullmatch(line)
        if parts is None or parts[2] in found:
            raise RunError(
                f"Line {number} of {where} should be the sha256 and the name of one file, each "
                f"file once. Take {where} again from where the edition is published."
            )
        found[parts[2]] = parts[1]
    return found
