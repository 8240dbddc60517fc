"""The reading age of a text by the Flesch-Kincaid grade, computed by hand.

Grade = 0.39 x words a sentence + 11.8 x syllables a word - 15.59, and the age is five years more
(Kincaid and others 1975, Derivation of new readability formulas, Research Branch Report 8-75).
A syllable is a run of vowels; a silent e at the end and -ed after most letters are none. A figure
with its unit signs and interval is read as one word of one syllable: Flesch's own advice is to
leave figures out of the syllables. textstat would need a dictionary from the network.
"""

import re

NUMBER = r"[−£]*\d[\d.,/%]*"
FIGURE = re.compile(rf"{NUMBER}(?:-\d\d/\d\d)?(?: to {NUMBER})?(?: \(95% CI [^)]*\))?")
SENTENCE_END = re.compile(r"[.!?;](?=\s|$)|\n+")
YEARS_BEFORE_SCHOOL = 5


def syllables(word: str) -> int:
    """Count the syllables of an English word by its vowels."""
    word = re.sub(r"[^a-z]", "", word.lower())
    if len(word) <= 3:
        return 1
    word = re.sub(r"(?:[^laeiouy]es|[^tdaeiouy]ed|[^laeiouy]e)$", "x", word)
    return max(1, len(re.findall(r"[aeiouy]+", word)))


def sentences(text: str) -> list[list[str]]:
    """Split a text into sentences of words; a figure with its interval is one word."""
    plain = FIGURE.sub("1", text)
    found = [re.findall(r"[A-Za-z][A-Za-z'’]*|\d+", part) for part in SENTENCE_END.split(plain)]
    return [words for words in found if words]


def reading_age(text: str) -> float:
    """Give the age in years at which most people can read a text."""
    said = sentences(text)
    words = [word for sentence in said for word in sentence]
    per_sentence = len(words) / len(said)
    per_word = sum(syllables(word) for word in words) / len(words)
    return 0.39 * per_sentence + 11.8 * per_word - 15.59 + YEARS_BEFORE_SCHOOL
