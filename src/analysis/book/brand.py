"""Who publishes the book: name, logo, two colours, contact and licence, from `params/brand.yml`."""

import re
import shutil
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, model_validator

from analysis import paths
from analysis.data.documents.reading import Document, read_single
from analysis.errors import ParameterError

FILE = "brand.yml"
SHEET = "brand.css"
PICTURES = (".svg", ".png", ".jpg", ".jpeg", ".webp")
HEAVIEST = 200_000
# What WCAG 2.2 asks of words of ordinary size (success criterion 1.4.3).
LEAST_CONTRAST = 4.5
# The grounds that words of each colour stand on: the page and the panels of `book.css`.
LIGHT = {"the white page": "#ffffff", "the panels of light pages": "#f2f5f8"}
DARK = {"dark pages": "#14181d", "the panels of dark pages": "#1f262e"}
HEX = re.compile(r"#[0-9a-fA-F]{6}")
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PAGE = re.compile(r"https://[\w.-]+(?:/\S*)?")


def luminance(colour: str) -> float:
    """Give the relative luminance of a colour, as WCAG 2.2 defines it.

    >>> luminance("#000000"), luminance("#ffffff")
    (0.0, 1.0)
    """
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours, from 1 to 21.

    >>> round(contrast("#ffffff", "#000000"), 1), round(contrast("#767676", "#ffffff"), 2)
    (21.0, 4.54)
    """
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _readable(colour: str, key: str, grounds: dict[str, str], other_way: str) -> None:
    if not colour:
        return
    if not HEX.fullmatch(colour):
        raise ParameterError(
            f'the {key} {colour} is not a colour that can be checked: write it as "#12436d".'
        )
    for words, ground in grounds.items():
        found = contrast(colour, ground)
        if found < LEAST_CONTRAST:
            raise ParameterError(
                f"the {key} {colour} has a contrast of {int(found * 10) / 10} to 1 with {words}, "
                f"and words need {LEAST_CONTRAST} to 1 to be read. Choose {other_way} one."
            )


def _reachable(contact: str) -> str:
    if contact and not MAIL.fullmatch(contact) and not PAGE.fullmatch(contact):
        raise ParameterError(
            f"the contact {contact} is neither an e-mail address nor a page whose address begins "
            "with https://."
        )
    return contact


class Brand(Document):
    """Who publishes the book."""

    name: str = ""
    logo: str = ""  # a file's name in `params/brand`
    colour: str = ""
    colour_on_dark: str = ""
    contact: Annotated[str, AfterValidator(_reachable)] = ""
    licence: str = ""

    @model_validator(mode="after")
    def check(self) -> "Brand":
        """Refuse colours that cannot be read, and a logo without words or without its file."""
        _readable(self.colour, "colour", LIGHT, "a darker")
        _readable(self.colour_on_dark, "colour_on_dark", DARK, "a lighter")
        if self.logo:
            check_logo(self.logo, self.name)
        return self

    @property
    def address(self) -> str:
        """Where the contact's link leads."""
        return f"mailto:{self.contact}" if MAIL.fullmatch(self.contact) else self.contact

    @property
    def picture(self) -> str:
        """The logo's place among the files of the built book; empty without one."""
        return f"_static/brand{Path(self.logo).suffix.lower()}" if self.logo else ""

    @property
    def styles(self) -> tuple[str, ...]:
        """The style sheets that the colours need."""
        return (SHEET,) if self.colour or self.colour_on_dark else ()

    @property
    def sheet(self) -> str:
        """The colours, in place of those of `book.css`; paper keeps the book's own."""
        dark = 'html:root[data-theme="dark"]'
        light = 'html:root:not([data-theme="dark"])'
        # Whichever sheet comes first, these say it more closely than those of the book.
        link, mast = f"--link: {self.colour}", f"--mast: {self.colour}"
        rules = (
            [f"{light} {{ {link}; {mast}; }}\n", f"{dark} {{ {mast}; }}\n"] if self.colour else []
        )
        if self.colour_on_dark:
            rules.append(f"{dark} {{ --link: {self.colour_on_dark}; }}\n")
        return f"@media screen {{\n{''.join(rules)}}}\n" if rules else ""


def logo_file(name: str) -> Path:
    """Give the place of a logo."""
    return paths.params_folder() / "brand" / name


def check_logo(logo: str, name: str) -> None:
    """Refuse a logo that no page could show, or that has no words."""
    if not name:
        raise ParameterError("a logo needs the name of who publishes the book, as its words.")
    if Path(logo).name != logo or Path(logo).suffix.lower() not in PICTURES:
        raise ParameterError(
            f"the logo {logo} is not a file's name that ends in {', '.join(PICTURES)}. Put the "
            "file into params/brand."
        )
    path = logo_file(logo)
    if not path.is_file():
        raise ParameterError(f"the logo {logo} is not in params/brand. Put the file there.")
    if path.stat().st_size > HEAVIEST:
        raise ParameterError(
            f"the logo {logo} has {path.stat().st_size:,} bytes, and every page loads it: it may "
            f"have {HEAVIEST:,}."
        )


def read_brand() -> Brand:
    """Read `params/brand.yml`; a project without one is nobody's."""
    if not (paths.params_folder() / FILE).is_file():
        return Brand()
    return read_single(Brand, FILE)


def put_brand(source: Path) -> None:
    """Put the colours and the logo among the static files of a copy of the book."""
    brand, static = read_brand(), source / "_static"
    static.mkdir(exist_ok=True)
    if brand.sheet:
        (static / SHEET).write_text(brand.sheet, encoding="utf-8", newline="\n")
    if brand.logo:
        shutil.copyfile(logo_file(brand.logo), source / brand.picture)
