"""The end of a page: what its leading finding means, and what is done about it."""

from collections.abc import Collection, Mapping

from analysis.chapters.so_what import england
from analysis.chapters.so_what.findings import find_so_what, read_plans
from analysis.chapters.so_what.sentences import describe_so_what
from analysis.claims.sentence import Prose
from analysis.data.areas import Places

show_so_what_of_deprivation = england.describe_deprivation
show_so_what_by_group = england.describe_widest
show_so_what_of_england = england.describe_tenths
show_so_what_across = england.describe_shared


def show_so_what(
    documents: Mapping[str, str],
    places: Places,
    among: Collection[str] = (),
    *,
    changing: bool = False,
) -> Prose:
    """Answer the questions of a needs assessment for a page's leading finding.

    Parameters
    ----------
    documents : mapping of str to str
        The chapter's parameter of that name: the plan and the guidance, with their digests.
    places : Places
        The area and its comparator.
    among : collection of str
        Slugs of indicators, or stages of life, that the page is about; all where empty.
    changing : bool
        Ask of what certainly worsens, and not of the widest gap.

    Returns
    -------
    Prose
        A folded list, a question an item; one that the book cannot answer is left out.
    """
    return describe_so_what(find_so_what(documents, places, among, changing=changing), places)


def show_so_what_of_plan(documents: Mapping[str, str], places: Places) -> Prose:
    """Answer the questions for the leading finding among what the plan's actions name.

    Parameters
    ----------
    documents : mapping of str to str
        The chapter's parameter of that name.
    places : Places
        The area and its comparator.

    Returns
    -------
    Prose
        One sentence where no plan is tracked, or none of its actions names an indicator.
    """
    themes = [theme for plan in read_plans(documents) for theme in plan.themes]
    named = {slug for one in themes for action in one.actions for slug in action.indicators}
    if not named:
        return Prose("No plan is tracked here whose actions name a figure, so none is asked of.")
    return show_so_what(documents, places, named)
