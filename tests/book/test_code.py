"""The code that something rests on, found without running it."""

import ast

import pytest

from analysis.book.code import PACKAGE, code_behind, imported_names


@pytest.fixture
def package(tmp_path):
    """A package whose `page` imports `words` in brackets, and `words` `numbers` in a function."""
    folder = tmp_path / "some"
    files = {
        "__init__.py": "",
        "page.py": "from some.claims import (\n    words,\n)\n",
        "claims/__init__.py": "",
        "claims/words.py": "def say():\n    import some.numbers as n\n    return n\n",
        "claims/table.py": "",
        "claims/words.yml": "a: b\n",
        "numbers.py": "import os\n",
        "chart.py": "",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.mark.parametrize(
    ("file", "same"),
    [
        ("page.py", False),
        ("claims/__init__.py", False),
        ("claims/words.py", False),
        # What stands beside a module as data may be read by it.
        ("claims/words.yml", False),
        ("numbers.py", False),
        ("claims/table.py", True),
        ("chart.py", True),
    ],
)
def test_code_is_another_where_something_that_is_imported_is(package, file, same):
    before = code_behind(["some.page"], package)
    (package / file).write_text((package / file).read_text() + "# More.\n")
    assert (code_behind(["some.page"], package) == before) is same


def test_a_module_that_is_no_python_is_code_too(package):
    before = code_behind(["some.page"], package)
    (package / "numbers.py").write_text("def half(:\n")
    assert code_behind(["some.page"], package) != before


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.stem)
def test_every_import_that_python_sees_is_found(path):
    text = path.read_text(encoding="utf-8")
    seen = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            seen |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            seen |= {f"{node.module}.{alias.name}" for alias in node.names}
    assert seen <= set(imported_names(text))
