"""What stands behind the answers: a leading finding, its objective, actions and guidance."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from analysis.chapters.glance.findings import find_glance
from analysis.chapters.quality.findings import NO, breakdowns_of
from analysis.data.areas import Places, codes_of
from analysis.data.documents.guidance import Guidance, Publication, read_guidance
from analysis.data.documents.plan import Plan, read_plan
from analysis.data.documents.published import COMMON, read_frameworks
from analysis.data.documents.reading import digest_of_document
from analysis.errors import ParameterError
from analysis.findings.verdicts import COMPARATOR, Verdict

PLANS = "plans/"


@dataclass(frozen=True)
class SoWhat:
    """A leading finding with what is known around it."""

    verdict: Verdict
    # Whether it is asked of because it worsens, and not for the width of its gap.
    changing: bool
    # What the common framework wants that the indicator stands for; empty where it names it not.
    objective: str
    # By what its figures are not broken down here.
    lacking: tuple[str, ...]
    plan: Plan | None
    # The numbers of the plan's actions that name the indicator.
    actions: tuple[int, ...]
    guidance: tuple[Publication, ...]


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
    for name, digest in documents.items():
        _check(name, digest)
    slug = verdict.indicator.indicator
    plan = next((read_plan(name.removeprefix(PLANS)) for name in documents if PLANS in name), None)
    guidance = read_guidance() if "guidance" in documents else Guidance()
    split = breakdowns_of(verdict.indicator, codes_of(places.area_code))
    return SoWhat(
        verdict,
        changing,
        _objective(documents, slug),
        tuple(name for name, held in split.items() if held == NO),
        plan,
        _actions(plan, slug),
        guidance.on(verdict.indicator),
    )


def _is_among(verdict: Verdict, among: Collection[str]) -> bool:
    about = verdict.indicator
    return not among or about.indicator in among or about.life_stage in among


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


def _actions(plan: Plan | None, slug: str) -> tuple[int, ...]:
    listed = [action for theme in plan.themes for action in theme.actions] if plan else []
    return tuple(n for n, action in enumerate(listed, start=1) if slug in action.indicators)
