"""What a build makes in a process of its own, while something else is done here."""

import contextlib
import os
import pickle
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from typing import Any

from analysis.errors import RunError
from analysis.runner.processes import ctrl_c_held, end_with_parent, fresh_start, from_here

Tell = Callable[[Any], None]
DIED = (
    "A process that made a part of the book has died, and the last good book is untouched. Build "
    "again; where it dies again, with more memory."
)


class _Fault:
    """What went wrong in the process, to be raised where its results are taken."""

    def __init__(self, problem: BaseException) -> None:
        try:
            self.problem = pickle.loads(pickle.dumps(problem))  # noqa: S301 - our own
        except Exception:
            self.problem = RuntimeError(f"{type(problem).__name__}: {problem}")


@contextlib.contextmanager
def aside(make: Callable[..., None], *given: Any) -> Iterator[Iterator[Any]]:
    """Begin a function that is told whom to tell, and give what it tells; at the end it is killed.

    A fault of the function is raised where the next thing that it tells is asked for.
    """
    ours, theirs = from_here().Pipe(duplex=False)
    process = from_here().Process(target=_work, args=(theirs, make, given), daemon=True)
    with fresh_start(), ctrl_c_held():
        process.start()
    theirs.close()
    try:
        yield _heard(ours)
    finally:
        process.kill()
        process.join()
        ours.close()


def _work(connection: Any, make: Callable[..., None], given: tuple[Any, ...]) -> None:
    threading.Thread(target=end_with_parent, daemon=True).start()
    # A thread that this process is forked without may hold what the old ones write with.
    with open(os.devnull, "w", encoding="utf-8") as sys.stdout:  # noqa: PTH123
        sys.stderr = sys.stdout
        try:
            make(connection.send, *given)
            connection.send(StopIteration)
        except BaseException as problem:
            problem.add_note(traceback.format_exc())
            connection.send(_Fault(problem))


def _heard(connection: Any) -> Iterator[Any]:
    while True:
        try:
            told = connection.recv()
        except EOFError as ended:
            raise RunError(DIED) from ended
        if told is StopIteration:
            return
        if isinstance(told, _Fault):
            raise told.problem
        yield told
