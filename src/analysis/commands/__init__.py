"""Commands of one subject that are more than a call, and how every command speaks."""

from functools import partial

from rich.console import Console

console, problems = Console(), Console(stderr=True)
say = partial(console.print, markup=False, soft_wrap=True)
warn = partial(problems.print, markup=False, soft_wrap=True)
