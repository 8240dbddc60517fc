"""What cells show becomes what an ordinary kernel would have written into the notebook."""

import json

import nbformat
import pytest
from papermill.execute import execute_notebook

from analysis.runner.canonical import canonical_text

from .conftest import execute, job

SHOWS = (
    "import sys\nfrom IPython.display import HTML, SVG, clear_output, display, update_display",
    "print('out')\nprint('err', file=sys.stderr)\nprint('out again')\n4",
    "print('err', file=sys.stderr)\nprint('out')",
    "for step in range(3):\n    print(f'step {step}', end='\\r')\nprint('done')",
    "display(HTML('<b>'), metadata={'isolated': True})\nprint(1)\ndisplay(3, 4)\n5",
    "place = display('x', display_id='place')\nprint('between')",
    "update_display('y', display_id='place')\nplace.update('z')\n1;",
    "print(1)\nclear_output()\nprint(2)",
    "print(1)\nclear_output(wait=True)\nprint(2)",
    "class Shown:\n"
    "    def _repr_mimebundle_(self, include=None, exclude=None):\n"
    "        data = {'text/plain': 'Shown', 'application/json': {'b': (1,), 2: 3.5}}\n"
    "        return data, {'text/plain': {'width': (1, 2)}}\n"
    "Shown()",
    "display(Shown())",
    "SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"><g/></svg>')",
    "import pandas\npandas.DataFrame({'a': [1, 2.5]})",
    "import asyncio\nawait asyncio.sleep(0)\n_",
    "# Nothing but words",
    "print('', end='')",
    "import pickle\npickle.loads(pickle.dumps(Shown())).__class__.__module__",
)


def outputs(text: str) -> dict[str, list]:
    return {cell["id"]: cell.get("outputs", []) for cell in json.loads(text)["cells"]}


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_outputs_are_those_of_an_ordinary_kernel(tmp_path):
    one = job(*SHOWS, folder=str(tmp_path))
    ours = execute(one)
    assert ours.failure == ""
    notebook = nbformat.reads(one.template, as_version=4)
    theirs = execute_notebook(
        notebook, None, kernel_name="python3", progress_bar=False, coalesce_streams=True
    )
    assert outputs(ours.text) == outputs(canonical_text(theirs, root=tmp_path))


def test_each_stream_is_one_output_where_it_began():
    shown = outputs(execute(job(*SHOWS[:4])).text)
    assert [(one.get("name"), one.get("text")) for one in shown["step-2"]] == [
        ("stdout", ["out\n", "out again\n"]),
        ("stderr", ["err\n"]),
        (None, None),
    ]
    assert [one["name"] for one in shown["step-3"]] == ["stdout", "stderr"]
    assert shown["step-4"][0]["text"] == ["done\n"]


def test_what_is_shown_can_be_renewed_and_cleared():
    shown = outputs(execute(job(SHOWS[0], *SHOWS[4:9])).text)
    assert [one["output_type"] for one in shown["step-2"]] == [
        "display_data",
        "stream",
        "display_data",
        "display_data",
        "execute_result",
    ]
    assert shown["step-2"][0]["metadata"] == {"isolated": True}
    assert shown["step-3"][0]["data"] == {"text/plain": ["'z'"]}
    assert shown["step-4"] == []
    assert shown["step-5"] == shown["step-6"]
    assert shown["step-5"][0]["text"] == ["2\n"]


def test_content_is_plain_json():
    shown = outputs(execute(job(SHOWS[9])).text)
    assert shown["step-1"][0]["data"]["application/json"] == {"b": [1], "2": 3.5}


@pytest.mark.parametrize(
    ("source", "failure"),
    [
        ("1 +", "Cell step-1: SyntaxError: invalid syntax"),
        ("raise KeyboardInterrupt", "Cell step-1: KeyboardInterrupt:"),
        ("import sys\nsys.exit(3)", "Cell step-1: SystemExit: 3"),
        ("import sys\nsys.exit(0)", "Cell step-1 shows an error."),
        ("exit()", "Cell step-1 shows an error."),
        ("import os\nos._exit(0)", "The kernel died in cell step-1."),
        ("import ctypes\nctypes.string_at(0)", "The kernel died in cell step-1."),
    ],
)
def test_a_cell_that_ends_the_chapter_is_told(source, failure):
    result = execute(job(source, "1"))
    assert result.failure.startswith(failure)
    assert result.text == ""
