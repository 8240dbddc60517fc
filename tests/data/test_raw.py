"""Raw files: every byte is the one that the manifest describes, or nothing is read."""

import csv
import hashlib
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from analysis.data import raw
from analysis.data.catalogue import read_catalogue, read_indicator
from analysis.data.england import OUTLINE
from analysis.data.indicators import read_series, select_series
from analysis.errors import DataError

RAW = Path(__file__).resolve().parents[2] / "data" / "raw"


def entries(folder: Path) -> dict[str, dict[str, str]]:
    """Read a manifest without the package."""
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return {row["path"]: row for row in csv.DictReader(file)}


def test_a_file_that_the_manifest_describes_is_read(figures):
    path = figures.write("indicators/note.csv", "a,b\n0012,x\n,2\n")
    figures.seal()
    data = raw.read_table("indicators/note", text=["a"])
    assert data["a"].iloc[0] == "0012"
    assert pd.isna(data["a"].iloc[1])
    assert data["b"].tolist() == ["x", "2"]
    assert raw.files_read()["indicators/note.csv"] == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("word", ["NA", "null", "nan", "None"])
def test_only_a_blank_is_missing(figures, word):
    """A ward may be called Null, and "NA" is a code somewhere: both are words."""
    figures.write("words.csv", f"name,value\n{word},1\n")
    figures.seal()
    assert raw.read_table("words", text=["name"])["name"].tolist() == [word]


def test_a_parquet_file_is_read_as_a_csv_is(figures):
    rows = pd.DataFrame({"code": ["0012", "0013"], "value": [1.5, None]})
    figures.write("one.csv", rows.to_csv(index=False))
    rows.to_parquet(figures.folder / "two.parquet")
    figures.seal()
    one, two = (raw.read_table(stem, text=["code"]) for stem in ("one", "two"))
    # Arrow holds the text of the one, Python that of the other.
    pd.testing.assert_frame_equal(one, two.astype(one.dtypes), check_column_type=False)


def test_a_changed_byte_is_refused(figures):
    figures.seal()
    path = figures.folder / "indicators" / "smoking.csv"
    path.write_bytes(path.read_bytes().replace(b"21", b"12"))
    with pytest.raises(DataError) as problem:
        read_indicator("smoking")
    assert str(problem.value) == (
        "The file indicators/smoking.csv is not the one that manifest.csv describes: its bytes "
        "have changed. Restore it from the last edition; raw figures are never edited."
    )


def test_a_missing_file_is_named_without_the_machines_path(figures):
    figures.seal()
    (figures.folder / "indicators" / "life.csv").unlink()
    with pytest.raises(DataError) as problem:
        read_indicator("life")
    assert "The figures have no file indicators/life.csv (nor .parquet)" in str(problem.value)
    assert str(figures.folder) not in str(problem.value)


def test_bytes_of_a_missing_file_say_what_to_do(figures):
    figures.seal()
    with pytest.raises(
        DataError, match=r"boundaries/x\.geojson of the figures cannot be read \(No"
    ):
        raw.read_bytes("boundaries/x.geojson")


def test_a_file_of_unknown_origin_is_refused(figures):
    figures.seal()
    figures.write("indicators/stray.csv", "a\n1\n")
    with pytest.raises(DataError) as problem:
        raw.read_table("indicators/stray")
    assert "The file indicators/stray.csv is not in manifest.csv" in str(problem.value)
    assert "publisher, release, licence and sha256" in str(problem.value)


def test_a_folder_without_a_manifest_is_refused(figures):
    with pytest.raises(DataError, match=r"No manifest\.csv stands in the folder of figures"):
        read_catalogue()


@pytest.mark.parametrize("text", ["", "path,sha256\n", "file,hash\na.csv,00\n"])
def test_a_manifest_without_what_it_is_for_is_refused(figures, text):
    figures.write("manifest.csv", text)
    with pytest.raises(DataError, match=r"manifest\.csv has no rows with the columns path and sha"):
        read_catalogue()


def test_what_is_no_table_is_refused(figures):
    (figures.folder / "broken.parquet").write_bytes(b"PAR1 this is no parquet file")
    figures.write("empty.csv", "")
    figures.seal()
    for stem in ("broken", "empty"):
        with pytest.raises(DataError, match=f"The file {stem}.* is not a readable table"):
            raw.read_table(stem)


def test_text_that_is_not_utf8_is_refused(figures):
    (figures.folder / "latin.csv").write_bytes("name\nAñover\n".encode("latin-1"))
    figures.seal()
    with pytest.raises(DataError, match=r"latin\.csv is not a readable table"):
        raw.read_table("latin")


def test_what_is_remembered_belongs_to_its_folder(figures, tmp_path, monkeypatch):
    figures.seal()
    assert list(read_catalogue()) == ["smoking", "life"]
    monkeypatch.setenv("ANALYSIS_DATA", str(tmp_path / "nowhere"))
    with pytest.raises(DataError):
        read_catalogue()
    monkeypatch.setenv("ANALYSIS_DATA", str(RAW))
    assert "year-6-obesity" in read_catalogue()


def test_what_was_read_ahead_counts_as_read_by_whoever_asks_for_it(figures):
    """A chapter depends on a file also where the process that it was forked from had read it."""
    figures.seal()
    raw.forget_files_read()
    select_series("smoking", ["E06000004"])
    first = raw.files_read()
    assert {"catalogue.csv", "geography/areas.csv", "indicators/smoking.csv"} <= set(first)
    raw.forget_files_read()
    assert raw.files_read() == {}
    select_series("smoking", ["E06000004"])
    assert raw.files_read() == first


def test_a_chapter_keeps_to_the_figures_as_it_first_found_them(figures):
    path = figures.write("indicators/note.csv", "a\n1\n")
    figures.seal()

    @raw.remembered
    def read(stem):
        return raw.read_table(stem)["a"].tolist()

    with raw.held_still():
        assert read("indicators/note") == [1]
        path.write_text("a\n2\n3\n", encoding="utf-8")
        figures.seal()
        assert read("indicators/note") == [1]
    assert read("indicators/note") == [2, 3]
    with raw.held_still():
        assert read("indicators/note") == [2, 3]


def test_a_series_holds_the_same_words_read_anew_or_from_its_copy(figures):
    figures.seal()
    first = read_series("smoking")
    raw.forget()
    again = read_series("smoking")
    assert {str(kind) for kind in first.dtypes} == {"object", "int64", "float64"}
    assert first.dtypes.equals(again.dtypes)
    assert first.equals(again)


def test_everything_that_was_read_can_be_forgotten(figures):
    figures.seal()
    first = select_series("smoking", ["E06000004"])
    raw.forget()
    assert raw.files_read() == {}
    assert select_series("smoking", ["E06000004"]).equals(first)
    assert "indicators/smoking.csv" in raw.files_read()


def test_no_module_reads_anything_when_it_is_imported(tmp_path):
    """Without a project around it nothing could be read: every module is still imported."""
    source = Path(raw.__file__).parents[1]
    names = [path.relative_to(source.parent).with_suffix("") for path in source.rglob("*.py")]
    wanted = [".".join(one.parts) for one in names if one.name not in ("__init__", "__main__")]
    code = f"import importlib\nfor name in {sorted(wanted)}: importlib.import_module(name)"
    given = os.environ | {"ANALYSIS_ROOT": str(tmp_path), "PYTHONPATH": str(source.parent)}
    given.pop("ANALYSIS_DATA", None)
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=given, check=True)


def test_what_quotes_the_manifest_depends_on_it(figures):
    figures.seal()
    raw.forget()
    select_series("smoking", ["E06000004"])
    assert raw.MANIFEST not in raw.files_read(), "reading a file depends on that file alone"
    assert raw.source_of("indicators/smoking") == "Made-up Office, First release"
    digest = hashlib.sha256((figures.folder / raw.MANIFEST).read_bytes()).hexdigest()
    assert raw.files_read()[raw.MANIFEST] == digest


def test_a_file_that_was_written_again_is_read_again(figures):
    figures.seal()
    assert select_series("smoking", ["E06000004"])["value"].tolist() == [21.0, 20.0]
    rows = figures.rows("indicators/smoking.csv")
    rows[0] |= {"value": "19.5"}
    figures.write("indicators/smoking.csv", rows)
    figures.seal()
    assert select_series("smoking", ["E06000004"])["value"].tolist() == [19.5, 20.0]


def test_what_one_reader_does_to_a_table_the_next_does_not_see(figures):
    figures.seal()
    data = read_indicator("smoking")
    data["value"] = 0.0
    data.loc[0, "area_name"] = "Nowhere"
    again = read_indicator("smoking")
    assert again["value"].tolist() == [21.0, 20.0, 15.0, 14.0]
    assert "Nowhere" not in set(again["area_name"])


def test_a_source_is_publisher_and_release(figures):
    figures.seal()
    assert raw.source_of("geography/areas") == "Made-up Office, First release"


def test_a_bundle_whose_manifest_names_no_publisher_has_no_source(figures):
    content = (figures.folder / "catalogue.csv").read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    figures.write("manifest.csv", f"path,bytes,sha256\ncatalogue.csv,{len(content)},{digest}\n")
    assert raw.source_of("catalogue") == ""
    assert "smoking" in read_catalogue()


def test_the_manifest_names_every_file_and_where_it_comes_from():
    listed = entries(RAW)
    present = {
        path.relative_to(RAW).as_posix()
        for path in RAW.rglob("*")
        if path.is_file() and path.name not in ("manifest.csv", "README.md")
    }
    assert set(listed) == present
    for path, row in listed.items():
        assert all(row[part].strip() for part in ("publisher", "release", "licence")), path
        assert "Licence v3.0" in row["licence"], path
        assert hashlib.sha256((RAW / path).read_bytes()).hexdigest() == row["sha256"], path
        assert (RAW / path).stat().st_size == int(row["bytes"]), path


def test_the_figures_are_those_that_were_carried_over(shared_data):
    """Provenance: each table is that of the bundle it was taken from, byte for byte or as CSV."""
    taken = {
        path.removesuffix(Path(path).suffix): bundle / path
        for bundle in (shared_data / "figures", shared_data / "national")
        for path in entries(bundle)
    }
    # The outline of England is made here: tests/intake/test_england.py.
    for path in sorted(set(entries(RAW)) - {OUTLINE}):
        source = taken[path.removesuffix(Path(path).suffix)]
        if source.suffix == Path(path).suffix:
            assert (RAW / path).read_bytes() == source.read_bytes(), path
        else:
            text = pd.read_parquet(source).to_csv(index=False, lineterminator="\n")
            assert (RAW / path).read_text(encoding="utf-8") == text, path


def test_a_table_has_the_form_that_is_said_of_it():
    """Wards and small areas are Parquet; what a person would compare is CSV."""
    for path in entries(RAW):
        stem, ending = path.removesuffix(Path(path).suffix), Path(path).suffix
        assert ending in (".geojson", raw.form_of(stem)), path
    assert {raw.form_of(stem) for stem in ("indicators/adult-smoking", "catalogue")} == {".csv"}
    assert raw.form_of("deprivation/imd2025_lsoa21") == ".parquet"


def spoil(content: bytes, rng: random.Random) -> bytes:
    """Change a file in one of the ways in which files are changed."""
    place = rng.randrange(len(content))
    flipped = bytes([content[place] ^ 1 << rng.randrange(8)])
    lines = content.splitlines(keepends=True)
    line = rng.randrange(len(lines))
    return rng.choice(
        [
            content[:place] + flipped + content[place + 1 :],
            content[:place],
            content + b"\n",
            content[:place] + b"0" + content[place:],
            b"".join([*lines[:line], *lines[line + 1 :]]),
            b"".join([*lines[: line + 1], *lines[line:]]),
            content.replace(b"\n", b"\r\n"),
            b"\xef\xbb\xbf" + content,
        ]
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    return Path(shutil.copytree(RAW, tmp_path_factory.mktemp("copy") / "raw"))


# The first twenty on every run, two hundred in all with the slow tests.
SEEDS = [pytest.param(n, marks=[pytest.mark.slow] if n >= 20 else []) for n in range(200)]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_corruption_of_the_real_files_is_found(copy, monkeypatch, seed):
    rng = random.Random(seed)  # noqa: S311
    relative = rng.choice(sorted(entries(RAW)))
    content = (RAW / relative).read_bytes()
    spoilt = spoil(content, rng)
    assert spoilt != content
    monkeypatch.setenv("ANALYSIS_DATA", str(copy))
    (copy / relative).write_bytes(spoilt)
    try:
        with pytest.raises(DataError, match=relative):
            raw.read_bytes(relative)
    finally:
        (copy / relative).write_bytes(content)
    assert raw.read_bytes(relative) == content
