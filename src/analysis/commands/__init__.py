"""Commands of one subject that are more than a call, and how every command speaks."""

from functools import partial
from typing import Annotated

from rich.console import Console
from typer import Argument

Names = Annotated[list[str] | None, Argument(help="Localities, by name, code or file name.")]
console, problems = Console(), Console(stderr=True)
say = partial(console.print, markup=False, soft_wrap=True)
warn = partial(problems.print, markup=False, soft_wrap=True)
