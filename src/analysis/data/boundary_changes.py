"""Changes of English areas since 2009 that a bundle's table of areas may leave out.

The Office for National Statistics publishes them in its Code History Database and in lookups from
the authorities of one year to those of the next; the Local Government (Boundary Changes and
Structural Changes) orders of each year give the dates.
"""

SUCCESSORS = {
    # Codes that changed because the boundary did by a little; the place went on.
    "E08000020": "E08000037",  # Gateshead, 2013
    "E08000016": "E08000038",  # Barnsley, 2025
    "E08000019": "E08000039",  # Sheffield, 2025
    "E07000097": "E07000242",  # East Hertfordshire, 2013
    "E07000100": "E07000240",  # St Albans, 2012
    "E07000101": "E07000243",  # Stevenage, 2013
    "E07000104": "E07000241",  # Welwyn Hatfield, 2012
    "E06000048": "E06000057",  # Northumberland, 2013
    # Counties that became a unitary authority of the same extent.
    "E10000002": "E06000060",  # Buckinghamshire, 2020
    "E10000023": "E06000065",  # North Yorkshire, 2023
    "E10000027": "E06000066",  # Somerset, 2023
    # Districts that became, or joined, another authority.
    **dict.fromkeys(("E07000201", "E07000204"), "E07000245"),  # West Suffolk, 2019
    **dict.fromkeys(("E07000205", "E07000206"), "E07000244"),  # East Suffolk, 2019
    **dict.fromkeys(("E07000190", "E07000191"), "E07000246"),  # Somerset West and Taunton, 2019
    **dict.fromkeys(("E06000028", "E06000029", "E07000048"), "E06000058"),  # Bournemouth, 2019
    **dict.fromkeys([f"E070000{number}" for number in (49, 50, 51, 52, 53)], "E06000059"),
    **dict.fromkeys([f"E0700000{number}" for number in (4, 5, 6, 7)], "E06000060"),
    **dict.fromkeys([f"E070001{number}" for number in (50, 52, 53, 56)], "E06000061"),
    **dict.fromkeys([f"E070001{number}" for number in (51, 54, 55)], "E06000062"),
    **dict.fromkeys(("E07000026", "E07000028", "E07000029"), "E06000063"),  # Cumberland, 2023
    **dict.fromkeys(("E07000027", "E07000030", "E07000031"), "E06000064"),  # Westmorland, 2023
    **dict.fromkeys([f"E07000{number}" for number in range(163, 170)], "E06000065"),
    **dict.fromkeys(("E07000187", "E07000188", "E07000189", "E07000246"), "E06000066"),
}
"""Old code to the code of the authority that took over from it."""

DIVIDED = {
    "E10000006": ("E06000063", "E06000064"),  # Cumbria, 2023
    "E10000021": ("E06000061", "E06000062"),  # Northamptonshire, 2021
}
"""A county that became several authorities, which together have its extent."""

ENDED = {"E10000009": "E06000059"}
"""A county whose successor has another extent: Dorset lost Christchurch in 2019."""

CHANGED_IN = {
    "E06000057": 2013,
    "E06000058": 2019,
    "E06000059": 2019,
    "E06000060": 2020,
    "E06000061": 2021,
    "E06000062": 2021,
    "E06000063": 2023,
    "E06000064": 2023,
    "E06000065": 2023,
    "E06000066": 2023,
    "E07000240": 2012,
    "E07000241": 2012,
    "E07000242": 2013,
    "E07000243": 2013,
    "E07000244": 2019,
    "E07000245": 2019,
    "E07000246": 2019,
    "E08000037": 2013,
    "E08000038": 2025,
    "E08000039": 2025,
}
"""The April in which an authority began, or took its present code."""
