"""Feature services of the Open Geography Portal: the pages of an answer, and their features."""

import json
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

from analysis.claims.words import count_of
from analysis.errors import DataError

Feature = dict[str, Any]
MOST_PAGES = 100
"""More than the small areas of England fill: a service that never ends is broken."""


def ask_for_pages(address: str, ask: Callable[[str], bytes], *, where: str) -> list[bytes]:
    """Ask for the pages of one layer, until the service says that none is left."""
    pages: list[bytes] = []
    done = 0
    for number in count(1):
        pages.append(ask(f"{address}&resultOffset={done}"))
        features, more = read_page(pages[-1], where=where)
        done += len(features)
        if not more:
            return pages
        if not features or number == MOST_PAGES:
            raise DataError(
                f"{where}: the service says that more is left after {count_of(done, 'row')} and "
                f"gives none. Try again later."
            )
    return pages


def read_page(content: bytes, *, where: str) -> tuple[list[Feature], bool]:
    """Read the features of one page, and whether the service has more."""
    try:
        answer = json.loads(content)
    except ValueError as problem:
        what = "is a web page" if content.lstrip()[:1] == b"<" else "ends in the middle"
        raise DataError(f"{where}: the answer {what}; a service answers with JSON.") from problem
    refused = answer.get("error") if isinstance(answer, dict) else None
    if refused:
        # Such an answer comes with the status of success.
        raise DataError(
            f"{where}: the service answers with error {refused.get('code')}, "
            f'"{refused.get("message")}": it may have given way to that of a later year. Look for '
            f"its new name at the Open Geography Portal, and correct params/publishers.yml."
        )
    if not isinstance(answer, dict) or not isinstance(answer.get("features"), list):
        raise DataError(f"{where}: the answer holds no features.")
    about = answer.get("properties") or {}
    more = answer.get("exceededTransferLimit") or about.get("exceededTransferLimit")
    return answer["features"], bool(more)


def read_features(
    pages: list[bytes], fields: Mapping[str, str], *, where: str, outlined: bool = False
) -> list[Feature]:
    """Read the features of all pages, with our names for the publisher's fields.

    Where outlines are wanted, each has its ``geometry``.
    """
    found = []
    for page in pages:
        for feature in read_page(page, where=where)[0]:
            given = feature.get("properties") or feature.get("attributes") or {}
            lacking = next((name for name in fields if name not in given), "")
            if lacking:
                raise DataError(
                    f"{where}: the publisher no longer has the field {lacking}; it has "
                    f"{', '.join(sorted(given))}. Correct its fields in params/publishers.yml."
                )
            row = {ours: given[theirs] for theirs, ours in fields.items()}
            if outlined:
                row["geometry"] = feature.get("geometry")
            found.append(row)
    if not found:
        raise DataError(
            f"{where}: the service holds nothing of England. It may have given way to another: "
            f"look for it at the Open Geography Portal, and correct params/publishers.yml."
        )
    return found
