"""What the book will and will not hold for a locality, before anything is run."""

from analysis.areas import WARD
from analysis.findings.profile import find_profile
from analysis.findings.wards import find_ward
from analysis.params import Locality


def check_locality(locality: Locality) -> list[str]:
    """Say in sentences what a locality's chapters will hold.

    Parameters
    ----------
    locality : Locality
        Validated parameters.

    Returns
    -------
    list of str
        Chapters, indicators with and without figures, and how many can be compared.
    """
    chapters = f"Chapters: {', '.join(locality.chapters)}."
    if locality.area.type == WARD:
        ward = find_ward(locality.area_code)
        counts = (len(ward.small_areas), "small area"), (len(ward.lineage), "earlier ward")
        parts = [f"{count} {noun}" + "s" * (count != 1) for count, noun in counts]
        return [chapters, f"{'; '.join(parts)}."]
    profile = find_profile(locality.places)
    known = profile.dropna(subset=["value"])
    missing = profile.loc[profile["value"].isna(), "name"].tolist()
    intervals = known.dropna(subset=["lower_ci"])
    sentences = [
        chapters,
        f"{known['indicator'].nunique()} indicators have figures, "
        f"{intervals['indicator'].nunique()} of them with intervals.",
    ]
    if missing:
        sentences.append(f"No figures for this area: {'; '.join(missing)}.")
    return sentences
