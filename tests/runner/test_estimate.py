"""The expected minutes: from records where there are any."""

from analysis.runner.cache import Cache, Record
from analysis.runner.estimate import START, UNKNOWN, expected_minutes


def record(seconds: float) -> Record:
    return Record("", "", "", "3.11", {}, {}, "", seconds=seconds)


def test_a_chapter_takes_what_it_took_or_what_it_took_elsewhere(
    write_template, make_task, tmp_path
):
    template = write_template("gap", "1")
    tasks = [make_task(template, name) for name in ("here", "there", "beyond")]
    folder = tmp_path / "cache"
    never = (START + 3 * UNKNOWN) / 60
    assert never < 1
    assert expected_minutes(tasks, jobs=1, cache_dir=folder) == 1
    Cache(folder).write(tasks[0], record(300))
    # The two others have no record: they take what the same chapter took here.
    assert expected_minutes(tasks, jobs=1, cache_dir=folder) == 16
    assert expected_minutes(tasks, jobs=3, cache_dir=folder) == 6
