"""What a template's cells use: parameters that are read, modules that are imported."""

import ast

from analysis.runner.headings import NAMED
from analysis.runner.template import Template, parse, source_of


def unread_parameters(template: Template) -> list[str]:
    """Name the declared parameters that no code cell reads and no heading names."""
    read: set[str] = set()
    for number, cell in enumerate(template.notebook["cells"], start=1):
        if cell["cell_type"] == "markdown":
            read |= set(NAMED.findall(source_of(cell)))
        elif cell["cell_type"] == "code":
            tree = parse(source_of(cell), template.path, str(cell.get("id", number)))
            read |= {
                node.id
                for node in ast.walk(tree)
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
            }
    return [parameter.name for parameter in template.parameters if parameter.name not in read]


def imported_modules(template: Template) -> list[str]:
    """Name the modules that a template imports, so that a server can load them first.

    Dotted names, sorted; what follows ``from x import`` counts as ``x``.
    """
    found: set[str] = set()
    for cell in template.notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        for node in ast.walk(parse(source_of(cell), template.path, str(cell.get("id")))):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return sorted(found)
