"""Warm kernels: ordinary IPython kernels that are forked from a process with everything loaded."""

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Iterable
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from analysis.errors import RunError
from analysis.runner.jobs import KERNEL_NAME, ORDINARY, can_fork

SERVER_VARIABLE = "ANALYSIS_KERNEL_SERVER"
ONE_THREAD = dict.fromkeys(
    (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "NUMEXPR_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS",
    ),
    "1",
)
NOT_FORKED = "No warm kernel could be forked: ordinary kernels are used, which start slower."
KERNEL_ENVIRONMENT = {
    **ONE_THREAD,
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYTHONHASHSEED": "0",
}
LIBRARIES = (
    "pandas",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_svg",
)
READ_AHEAD = "analysis.findings.read_ahead:read_ahead"
NOT_IN_CHAPTERS = ("cli", "fetch", "publish", "review", "runner")


def preload_modules() -> list[str]:
    """Name what chapters import: the libraries and every module of the package that computes."""
    package = Path(__file__).parents[1]
    own = []
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        if parts[0] not in NOT_IN_CHAPTERS and parts[-1] != "__init__":
            own.append(".".join((package.name, *parts)))
    return [*LIBRARIES, *own, READ_AHEAD]


class KernelServer:
    """A process from which kernels are forked; it ends with the process that started it."""

    def __init__(self, modules: Iterable[str] | None = None) -> None:
        if not can_fork():
            raise RunError(ORDINARY)
        modules = preload_modules() if modules is None else modules
        self.folder = Path(tempfile.mkdtemp(prefix="kernels-"))
        self.address = str(self.folder / "server")
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            listener.bind(self.address)
            listener.listen(128)
            number = listener.fileno()
            self.process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "analysis.runner.server", str(number), *modules],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                env={**os.environ, **KERNEL_ENVIRONMENT},
                pass_fds=[number],
                start_new_session=True,
            )
        finally:
            listener.close()
        self._close = weakref.finalize(self, close_server, self.process, self.folder)

    def close(self) -> None:
        """End the server and every kernel that it forked."""
        self._close()

    def __enter__(self) -> "KernelServer":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def close_server(process: subprocess.Popen, folder: Path) -> None:
    """Close the lifeline of a server, and kill it when it does not follow."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(timeout=2)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    shutil.rmtree(folder, ignore_errors=True)


_own_server: KernelServer | None = None


def server_address() -> str:
    """Give the server to ask: the one in the environment, else this process's own."""
    global _own_server  # noqa: PLW0603
    known = os.environ.get(SERVER_VARIABLE)
    if known:
        return known
    if _own_server is None or _own_server.process.poll() is not None:
        _own_server = KernelServer()
    return _own_server.address


class ForkedKernel:
    """A forked kernel, with the methods of a ``subprocess.Popen`` that jupyter_client uses."""

    stdin = stdout = stderr = None

    def __init__(self, address: str, request: dict[str, Any], files: list[int]) -> None:
        self.returncode: int | None = None
        self.connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            self.connection.connect(address)
            socket.send_fds(self.connection, [json.dumps(request).encode()], files)
            self.pid: int = self.receive(timeout=None)["pid"]
        except OSError:
            self.connection.close()
            raise
        if not self.pid:
            self.connection.close()
            raise ConnectionError("the kernel server ended")

    def receive(self, timeout: float | None) -> dict[str, int]:
        """Wait for one message of the server; an empty one when the time is over."""
        if not select.select([self.connection], [], [], timeout)[0]:
            return {}
        try:
            message = self.connection.recv(4096)
        except OSError:
            message = b""
        if not message:
            return {"exit": -signal.SIGKILL, "pid": 0}
        return dict(json.loads(message))

    def poll(self) -> int | None:
        """Give the exit code, or None while the kernel runs."""
        return self.expect(0)

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait for the end of the kernel."""
        return self.expect(timeout)

    def expect(self, timeout: float | None) -> int | None:
        """Wait some time for the exit code."""
        if self.returncode is None:
            self.returncode = self.receive(timeout).get("exit")
            if self.returncode is not None:
                self.connection.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal to the kernel and what it started."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, number)

    def kill(self) -> None:
        """Kill the kernel."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)


class WarmProvisioner(LocalProvisioner):
    """Starts kernels by forking; where it cannot, starts ordinary ones and says so once."""

    process: Any
    said = False

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Fork a kernel for a launch command."""
        try:
            self.process = fork_kernel(cmd, **kwargs)
        except (RunError, OSError) as error:
            if not WarmProvisioner.said:
                reason = str(error) if isinstance(error, RunError) else NOT_FORKED
                sys.stderr.write(f"{reason}\n")
                WarmProvisioner.said = True
            return await super().launch_kernel(cmd, **kwargs)
        self.pid = self.pgid = self.process.pid
        self.cwd = kwargs.get("cwd") or Path.cwd()
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel and wait for its end, which takes a millisecond or two."""
        await super().kill(restart=restart)
        if isinstance(self.process, ForkedKernel):
            self.process.wait(timeout=5)

    async def wait(self) -> int | None:
        """Wait for the end of the kernel without the base class's pauses where it has ended."""
        if isinstance(self.process, ForkedKernel) and self.process.poll() is not None:
            code = self.process.returncode
            self.process = None
            return code
        return await super().wait()


def fork_kernel(cmd: list[str], **kwargs: Any) -> ForkedKernel:
    """Ask the server for a kernel with the arguments of an ordinary launch command."""
    environment = dict(kwargs.get("env") or os.environ)
    request = {
        "arguments": cmd[cmd.index("-m") + 2 :],
        "environment": environment,
        "folder": str(kwargs.get("cwd") or Path.cwd()),
    }
    with contextlib.ExitStack() as opened:
        files = []
        for name, standard in (("stdout", sys.__stdout__), ("stderr", sys.__stderr__)):
            stream: Any = kwargs.get(name) or standard
            try:
                number = stream if isinstance(stream, int) else stream.fileno()
            except (OSError, ValueError, AttributeError):
                number = subprocess.DEVNULL
            if number >= 0:
                files.append(number)
            else:
                files.append(opened.enter_context(Path(os.devnull).open("wb")).fileno())
        return ForkedKernel(server_address(), request, files)


# The package's own processes do not depend on how, or how lately, it was installed.
KernelProvisionerFactory.provisioners.setdefault(
    KERNEL_NAME,
    EntryPoint(
        KERNEL_NAME,
        f"{WarmProvisioner.__module__}:{WarmProvisioner.__name__}",
        KernelProvisionerFactory.GROUP_NAME,
    ),
)


def install_kernelspec(folder: Path) -> dict[str, str]:
    """Write the warm kernelspec into a folder and give the environment in which it is found.

    ``JUPYTER_PATH`` with the folder first, to be added to the environment of papermill, nbval
    (``--nbval-kernel-name analysis-warm``) or any other client.
    """
    place = folder / "kernels" / KERNEL_NAME
    place.mkdir(parents=True, exist_ok=True)
    spec = {
        "argv": ["python", "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Python 3 (warm)",
        "env": KERNEL_ENVIRONMENT,
        "interrupt_mode": "signal",
        "language": "python",
        "metadata": {"kernel_provisioner": {"provisioner_name": KERNEL_NAME}},
    }
    (place / "kernel.json").write_text(json.dumps(spec, indent=1) + "\n", encoding="utf-8")
    known = os.environ.get("JUPYTER_PATH")
    parts = [str(folder.resolve()), *(known.split(os.pathsep) if known else [])]
    return {"JUPYTER_PATH": os.pathsep.join(dict.fromkeys(parts))}
