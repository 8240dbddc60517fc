"""How many of an area's figures are better, similar or worse, and what is not known."""

import pandas as pd

from analysis.chapters.profile.findings import AGED, CHILDREN, DEPRIVED, DEPRIVED_NOW, People
from analysis.claims.figure import Row, Tally, agree, claim_words, subject
from analysis.claims.sentence import Prose, Sentence, join, names_in, state
from analysis.data.areas import ENGLAND, GROUP, Places, get_area
from analysis.data.mortality import POPULATION
from analysis.data.raw import locate
from analysis.data.tidy import rows_of
from analysis.findings.small_areas import EDITION, STEM
from analysis.findings.vocabulary import BETTER, CANNOT_COMPARE, JUDGED, WORSE
from analysis.formats import format_number, with_unit

NO_OTHER = "we hold no interval, or no figure of {places.comparator_name} for the same period."
WHO_LIVES_HERE = "Who lives here"
"""What stands above these sentences, by which the brief finds them."""
OWN = "{places.area_name} is its own comparator."
BY_SMALL_AREA = "counted: people by small area and its decile"


def describe_profile(profile: pd.DataFrame, places: Places) -> Prose:
    """Say how many indicators are better, similar or worse, and what cannot be compared."""
    tally = Tally(places.area_code)
    sentences = [compare_profile(profile, places)]
    known = profile[profile["value"].notna() & profile["counted"].astype(bool)]
    without = known[known["verdict"] == CANNOT_COMPARE]
    if len(without):
        sentences.append(
            state(
                agree(
                    "Another {number} [is|are] shown but cannot be compared: "
                    + (OWN if places.area_code == places.comparator_code else NO_OTHER),
                    len(without),
                ),
                number=tally.count(without, "# figure[|s]"),
                places=places,
            )
        )
    missing = profile.loc[profile["value"].isna(), "name"]
    if len(missing):
        sentences.append(
            state(
                "We hold no figure of {places.area_name} on {names}.",
                places=places,
                names=names_in(missing, by=", ", last=" and "),
            )
        )
    if get_area(places.area_code).type == GROUP:
        sentences.append(
            state(
                "{places.area_name} is several areas taken together: counts are summed and rates "
                "recomputed from them; where only rates are published it has none.",
                places=places,
            )
        )
    return Prose(*sentences)


def compare_profile(profile: pd.DataFrame, places: Places) -> Sentence:
    """Say how many of the figures that can be compared are better, similar or worse."""
    judged = profile[profile["verdict"].isin(JUDGED) & profile["counted"].astype(bool)]
    tally = Tally(places.area_code)
    if judged.empty:
        return state(
            "No latest figure of {places.area_name} has an interval that allows a comparison.",
            places=places,
        )
    return state(
        "Of the {number} latest figures of {places.area_name} whose 95% interval allows a "
        "comparison with {places.comparator_name}, {counts}.",
        number=tally.count(judged),
        counts=tally.each(judged, "verdict", JUDGED),
        places=places,
    )


def headline_profile(profile: pd.DataFrame, places: Places) -> Sentence:
    """Say in how many figures the area is worse and better than its comparator."""
    judged = profile[profile["verdict"].isin(JUDGED) & profile["counted"].astype(bool)]
    if judged.empty:
        return compare_profile(profile, places)
    sides = say_sides(judged, places, Tally(places.area_code), of=" of its latest figures")
    return state("{places.area_name} is {sides}.", places=places, sides=sides)


def say_sides(judged: pd.DataFrame, places: Places, tally: Tally, *, of: str = "") -> Sentence:
    """Say in how many figures the area is worse than its comparator and in how many better."""
    worse, better = (judged[judged["verdict"] == word] for word in (WORSE, BETTER))
    number = f"#{of or ' figure[|s]'}" if len(worse) else f"none{of}"
    said = tally.count(worse, f"worse than {places.comparator_name} in {number}")
    return said + " and " + tally.count(better, "better in #" if len(better) else "better in none")


def describe_similar(similar: pd.DataFrame, places: Places) -> Sentence:
    """Say which similar place the area is most often better and worse than."""
    names = similar["area_name"].unique()
    if similar.empty:
        return state("No similar places are set for {places.area_name}.", places=places)
    tally = Tally(places.area_code)
    said = []
    for word in (BETTER, WORSE):
        rows = similar[similar["verdict"] == word]
        if len(rows):
            most = rows["area_name"].value_counts(sort=False)
            name = str(most.idxmax())
            said.append(
                f"most often {word} than {name} ("
                + tally.count(rows[rows["area_name"] == name], "# figure[|s]")
                + ")"
            )
    if not said:
        return state(
            "Beside {names} no figure of {places.area_name} is clearly better or worse.",
            names=join(names, by=", ", last=" and "),
            places=places,
        )
    return state(
        "Among similar places {places.area_name} is {said}.",
        places=places,
        said=join(said),
    )


def describe_people(people: People, places: Places) -> Prose:
    """Say how many people live in an area, how old they are, and how many of them are deprived."""
    shares = {str(row["what"]): row for row in rows_of(people.shares)}

    def share(what: str) -> Sentence:
        percent = float(shares[what]["percent"])
        return _of_people(places, with_unit(percent, 0, "%"), percent)

    beside = float(shares[DEPRIVED]["england_percent"])
    england: Sentence | str = ""
    if pd.notna(beside):
        percent = _of_people(places, with_unit(beside, 0, "%"), beside, ENGLAND)
        england = ", against " + percent + " in England"
    return Prose(
        state(
            "{total} people live in {places.area_name} ({when}): {young} are under {child} and "
            "{old} are {aged} or over.",
            total=_of_people(places, format_number(people.total, 0), people.total),
            when=_of_people(places, "mid-2019", people.total),
            young=share(CHILDREN),
            child=CHILDREN.split()[-1],
            old=share(AGED),
            aged=AGED.split()[0],
            places=places,
        ),
        state(
            "{fifth} of them live in the most deprived fifth of England's small areas on the "
            "{index}{england}.",
            fifth=share(DEPRIVED),
            index=_of_people(places, "index of 2019", float(shares[DEPRIVED]["percent"])),
            england=england,
        ),
        *([_deprived_now(places, shares[DEPRIVED_NOW])] if DEPRIVED_NOW in shares else []),
        about=WHO_LIVES_HERE,
    )


def _deprived_now(places: Places, row: Row) -> Sentence:
    """Say the same by the index of today, which other chapters use."""
    percent = float(row["percent"])
    about = subject("residents", places.area_code, "mid-2022", percent, locate(STEM))
    said = (f"index of {EDITION}", with_unit(percent, 0, "%"), str(row["when"]))
    index, share, when = (claim_words(words, about, rule=BY_SMALL_AREA) for words in said)
    return state("On the {index} it is {share} of the people of {when}.",
                 index=index, share=share, when=when)  # fmt: skip


def _of_people(places: Places, text: str, value: float, code: str = "") -> Sentence:
    about = code or places.area_code, "mid-2019", value, locate(POPULATION)
    row = subject("residents", *about)
    return claim_words(text, row, rule="counted: residents by age")
