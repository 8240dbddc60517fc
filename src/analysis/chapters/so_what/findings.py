"""What stands behind the answers: a leading finding, its objective, actions and guidance."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from analysis.chapters.glance.findings import find_glance
from analysis.chapters.quality.findings import NO, breakdowns_of
from analysis.data.areas import Places, codes_of
from analysis.data.catalogue import Indicator
from analysis.data.documents.guidance import Guidance, Publication, read_guidance
from analysis.data.documents.plan import Action, Plan, read_plan
from analysis.data.documents.published import COMMON, read_frameworks
from analysis.data.documents.reading import digest_of_document
from analysis.errors import ParameterError
from analysis.findings.verdicts import COMPARATOR, Verdict

PLANS = "plans/"


@dataclass(frozen=True)
class Known:
    """What the documents of `params` say of an indicator."""

    indicator: Indicator
    # What the common framework wants that the indicator stands for; empty where it names it not.
    objective: str = ""
    plans: tuple[Plan, ...] = ()
    guidance: tuple[Publication, ...] = ()

    def actions(self, plan: Plan) -> dict[int, Action]:
        """Give a plan's actions that name the indicator, by their number in the plan."""
        listed = (action for theme in plan.themes for action in theme.actions)
        own = self.indicator.indicator
        return {n: one for n, one in enumerate(listed, start=1) if own in one.indicators}


@dataclass(frozen=True)
class SoWhat:
    """A leading finding with what is known around it."""

    verdict: Verdict
    # Whether it is asked of because it worsens, and not for the width of its gap.
    changing: bool
    # By what its figures are not broken down here.
    lacking: tuple[str, ...]
    known: Known


def find_so_what(
    documents: Mapping[str, str], places: Places, among: Collection[str], *, changing: bool
) -> SoWhat | None:
    """Find the leading finding among some indicators or stages of life; None where there is none.

    Parameters
    ----------
    documents : mapping of str to str
        The chapter's parameter of that name: documents of `params` with their digests.
    places : Places
        The area and its comparator.
    among : collection of str
        Slugs of indicators, or stages of life; every indicator where empty.
    changing : bool
        Whether the finding is what certainly worsens, and not the widest gap.
    """
    glance = find_glance(places)
    rows = [one.verdict for one in glance.changes(good=False)] if changing else glance.worst
    chosen = (one for one in rows if one.between == COMPARATOR and _is_among(one, among))
    verdict = next(chosen, None)
    if verdict is None:
        return None
    known = find_known(documents, verdict.indicator)
    split = breakdowns_of(verdict.indicator, codes_of(places.area_code))
    lacking = tuple(name for name, held in split.items() if held == NO)
    return SoWhat(verdict, changing, lacking, known)


def _is_among(verdict: Verdict, among: Collection[str]) -> bool:
    about = verdict.indicator
    return not among or about.indicator in among or about.life_stage in among


def find_known(documents: Mapping[str, str], about: Indicator) -> Known:
    """Find what documents of `params`, named with their digests, say of an indicator."""
    for name in documents:
        _check(name, documents[name])
    guidance = read_guidance() if "guidance" in documents else Guidance()
    objective = _objective(documents, about.indicator)
    return Known(about, objective, read_plans(documents), guidance.on(about))


def read_plans(documents: Mapping[str, str]) -> tuple[Plan, ...]:
    """Read the plans among some documents."""
    names = [name for name in documents if name.startswith(PLANS)]
    for name in names:
        _check(name, documents[name])
    return tuple(read_plan(name.removeprefix(PLANS)) for name in names)


def _check(name: str, digest: str) -> None:
    if digest_of_document(name) != digest:
        raise ParameterError(
            f"params/{name}.yml is another than this chapter was asked to read. Run the chapter "
            "again."
        )


def _objective(documents: Mapping[str, str], slug: str) -> str:
    if f"frameworks/{COMMON}" not in documents:
        return ""
    # Its objectives come first, and then the outcomes that they serve.
    objectives = read_frameworks(COMMON)[0].parts[0].domains
    return next((one.domain for one in objectives if slug in one.indicators), "")
