"""The process from which warm kernels are forked.

It imports what chapters import, opens nothing else, stays on one thread and waits for requests on
a socket. For each request it forks one child, which becomes an ordinary IPython kernel. The
standard library's forkserver would import the ``__main__`` of whoever asks (pytest, a cluster's
worker) into every kernel and serves one parent only; this one serves any process that knows its
socket, so that runs, nbval and a cluster's workers on one machine share it.

The connection of a request lives as long as its kernel: when the kernel ends, the server sends its
exit code; when the asking process ends, the server kills the kernel. When the standard input of
the server closes, it kills every kernel and ends.
"""

import atexit
import contextlib
import ctypes
import gc
import importlib
import io
import json
import os
import random
import selectors
import shutil
import signal
import socket
import sys
import traceback
from pathlib import Path
from typing import Any, NoReturn

BASE_MODULES = (
    "IPython.core.completer",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.magics",
    "IPython.core.oinspect",
    "IPython.core.pylabtools",
    "IPython.extensions.storemagic",
    "faulthandler",
    "ipykernel.debugger",
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "ipykernel.subshell_manager",
    "ipykernel.zmqshell",
    "psutil",
    "tornado.platform.asyncio",
)
NO_PARENT_POLLING = "--IPKernelApp.parent_handle=1"
PR_SET_PDEATHSIG = 1
REQUEST_SIZE = 1 << 20


def preload(modules: list[str]) -> list[str]:
    """Import modules, leaving out those that cannot be; a notebook that needs them will say why."""
    failed = []
    for name in modules:
        module, _, function = name.partition(":")
        try:
            imported = importlib.import_module(module)
            if function:
                getattr(imported, function)()
        except Exception:
            failed.append(name)
    return failed


def rehearse() -> None:
    """Draw and describe something small once, so that first-use costs are paid before forking."""
    pandas = sys.modules.get("pandas")
    if pandas is not None:
        frame = pandas.read_csv(io.StringIO("area,value\na,1.5\nb,2.5\n"))
        frame.groupby("area")["value"].mean().to_frame()._repr_html_()
    if "matplotlib.figure" in sys.modules:
        from matplotlib.figure import Figure  # noqa: PLC0415

        figure = Figure()
        axes = figure.subplots()
        axes.plot([0, 1], [0, 1], marker="o", label="a")
        axes.set_title("a")
        axes.legend()
        figure.savefig(io.BytesIO(), format="svg")


class Server:
    """Forks kernels on request and tells the asking process when they end."""

    def __init__(self, listener: socket.socket, lifeline: int) -> None:
        self.listener = listener
        self.lifeline = lifeline
        self.selector = selectors.DefaultSelector()
        self.kernels: dict[int, tuple[int, socket.socket]] = {}

    def serve(self) -> None:
        """Serve until the lifeline closes."""
        self.selector.register(self.listener, selectors.EVENT_READ, ("request", None))
        self.selector.register(self.lifeline, selectors.EVENT_READ, ("close", None))
        while True:
            for key, _ in self.selector.select():
                action, value = key.data
                if action == "close":
                    self.close()
                    return
                if action == "request":
                    self.request()
                elif action == "ended" and value in self.kernels:
                    self.ended(value)
                elif action == "deserted" and value in self.kernels:
                    self.deserted(value)

    def request(self) -> None:
        """Take one request and fork a kernel for it."""
        connection, _ = self.listener.accept()
        connection.settimeout(10)
        try:
            message, files, _, _ = socket.recv_fds(connection, REQUEST_SIZE, 8)
            request = json.loads(message)
        except (OSError, ValueError):
            connection.close()
            return
        request["server"] = os.getpid()
        pid = os.fork()
        if pid == 0:
            self.become_kernel(request, files, connection)
        for file in files:
            os.close(file)
        handle = os.pidfd_open(pid)
        self.kernels[pid] = (handle, connection)
        self.selector.register(handle, selectors.EVENT_READ, ("ended", pid))
        self.selector.register(connection, selectors.EVENT_READ, ("deserted", pid))
        with contextlib.suppress(OSError):
            connection.send(json.dumps({"pid": pid}).encode())

    def become_kernel(
        self, request: dict[str, Any], files: list[int], connection: socket.socket
    ) -> NoReturn:
        """Turn this forked child into a kernel; never returns."""
        code = 1
        try:
            self.selector.close()
            self.listener.close()
            connection.close()
            for handle, other in self.kernels.values():
                os.close(handle)
                other.close()
            make_clean(request, files)
            from ipykernel.kernelapp import launch_new_instance  # noqa: PLC0415

            launch_new_instance(argv=[*request["arguments"], NO_PARENT_POLLING])
            code = 0
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 1
        except BaseException:
            traceback.print_exc()
        finally:
            with contextlib.suppress(BaseException):
                atexit._run_exitfuncs()
            with contextlib.suppress(BaseException):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(code)

    def ended(self, pid: int) -> None:
        """Reap a kernel that ended, with what it started, and report its exit code."""
        handle, connection = self.kernels.pop(pid)
        self.selector.unregister(handle)
        with contextlib.suppress(KeyError):
            self.selector.unregister(connection)
        kill_group(pid)
        _, status = os.waitpid(pid, 0)
        os.close(handle)
        with contextlib.suppress(OSError):
            connection.send(json.dumps({"exit": os.waitstatus_to_exitcode(status)}).encode())
        connection.close()

    def deserted(self, pid: int) -> None:
        """Kill a kernel whose asking process has gone; its end is then seen as any other."""
        connection = self.kernels[pid][1]
        with contextlib.suppress(OSError):
            connection.recv(1)
        self.selector.unregister(connection)
        kill_group(pid)

    def close(self) -> None:
        """Kill every kernel and remove the folder of the socket."""
        for pid in self.kernels:
            kill_group(pid)
        shutil.rmtree(Path(self.listener.getsockname()).parent, ignore_errors=True)


def kill_group(pid: int) -> None:
    """Kill a kernel and everything that it started, or the kernel alone before it has a group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGKILL)


def die_with(parent: int) -> None:
    """Have the system kill this process when its parent dies."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def make_clean(request: dict[str, Any], files: list[int]) -> None:
    """Give a forked child what a newly started process has."""
    os.setsid()
    die_with(request["server"])
    atexit._clear()
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD, signal.SIGHUP, signal.SIGPIPE):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard, file in enumerate((nothing, *files)):
        os.dup2(file, standard)
    for file in (nothing, *files):
        if file > 2:
            os.close(file)
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    sys.argv = ["ipykernel_launcher", *request["arguments"]]
    random.seed()
    numpy_random = sys.modules.get("numpy.random")
    if numpy_random is not None:
        numpy_random.seed()


def main() -> None:
    """Load the modules named on the command line and serve on the inherited socket."""
    listener = socket.socket(fileno=int(sys.argv[1]))
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # half a second, and nobody debugs
    preload([*BASE_MODULES, *sys.argv[2:]])
    with contextlib.suppress(Exception):
        rehearse()
    gc.collect()
    gc.freeze()
    # What a chapter makes is mostly kept until it ends, and looking through it often finds nothing.
    gc.set_threshold(50_000, 20, 100)
    Server(listener, sys.stdin.fileno()).serve()


if __name__ == "__main__":
    main()
