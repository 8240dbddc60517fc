"""Changes of English areas since 2009 that a bundle's table of areas may leave out.

The Office for National Statistics publishes them in its Code History Database and in lookups from
the authorities of one year to those of the next; the Local Government (Boundary Changes and
Structural Changes) orders of each year give the dates.
"""

_CHANGES = (
    # Codes that changed because the boundary did by a little; the place went on.
    (2013, "E08000037", "E08000020"),  # Gateshead
    (2025, "E08000038", "E08000016"),  # Barnsley
    (2025, "E08000039", "E08000019"),  # Sheffield
    (2013, "E07000242", "E07000097"),  # East Hertfordshire
    (2012, "E07000240", "E07000100"),  # St Albans
    (2013, "E07000243", "E07000101"),  # Stevenage
    (2012, "E07000241", "E07000104"),  # Welwyn Hatfield
    (2013, "E06000057", "E06000048"),  # Northumberland
    # Counties that became a unitary authority of the same extent, and districts that joined one.
    (2020, "E06000060", "E10000002 E07000004 E07000005 E07000006 E07000007"),  # Buckinghamshire
    (2023, "E06000065", "E10000023 E07000163 E07000164 E07000165 E07000166"),  # North Yorkshire
    (2023, "E06000065", "E07000167 E07000168 E07000169"),
    (2023, "E06000066", "E10000027 E07000187 E07000188 E07000189 E07000246"),  # Somerset
    (2019, "E07000245", "E07000201 E07000204"),  # West Suffolk
    (2019, "E07000244", "E07000205 E07000206"),  # East Suffolk
    (2019, "E07000246", "E07000190 E07000191"),  # Somerset West and Taunton
    (2019, "E06000058", "E06000028 E06000029 E07000048"),  # Bournemouth, Christchurch and Poole
    (2019, "E06000059", "E07000049 E07000050 E07000051 E07000052 E07000053"),  # Dorset
    (2021, "E06000061", "E07000150 E07000152 E07000153 E07000156"),  # North Northamptonshire
    (2021, "E06000062", "E07000151 E07000154 E07000155"),  # West Northamptonshire
    (2023, "E06000063", "E07000026 E07000028 E07000029"),  # Cumberland
    (2023, "E06000064", "E07000027 E07000030 E07000031"),  # Westmorland and Furness
)
"""The April of a change, the new code, and those that it took over from."""

SUCCESSORS = {old: new for _, new, codes in _CHANGES for old in codes.split()}
"""Old code to the code of the authority that took over from it."""

CHANGED_IN = {new: year for year, new, _ in _CHANGES}
"""The April in which an authority began, or took its present code."""

DIVIDED = {
    "E10000006": ("E06000063", "E06000064"),  # Cumbria, 2023
    "E10000021": ("E06000061", "E06000062"),  # Northamptonshire, 2021
}
"""A county that became several authorities, which together have its extent."""

ENDED = {"E10000009": "E06000059"}
"""A county whose successor has another extent: Dorset lost Christchurch in 2019."""
