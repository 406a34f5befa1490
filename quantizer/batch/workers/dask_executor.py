"""An executor over the workers of a Dask cluster: ``quantizer batch --cluster tcp://host:8786``.

    submit -> scheduler -> a worker on any machine -> result, set by a thread of the client
                        <- if the worker dies, the scheduler gives the call to another one

The scheduler and the workers need the same version of Quantizer, and the workers must reach the
files under the same paths as this machine. A call may be made twice, if the first worker dies.

`distributed` is installed by the extra ``quantizer[cluster]`` and loaded only when it is used.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import pickle
import threading
import uuid
from concurrent.futures import CancelledError, Executor, Future, wait
from functools import partial
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from quantizer import __version__
from quantizer.errors import Cancelled, QuantizerError
from quantizer.process.child import ProcessDiedError
from quantizer.process.server import use_progress
from quantizer.progress import Progress

from ...language import tr

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")

_SECONDS_TO_CONNECT = 5
_GRACE = 0.15
"""Seconds that an interrupted call has to end by itself."""

_log = logging.getLogger(__name__)
_cancelled: dict[str, int] = {}
"""In a worker: for each executor, the number up to which its calls are cancelled."""


class ClusterError(QuantizerError):
    """The cluster cannot be used, or the connection to it was lost."""


class ClusterExecutor(Executor):
    """Makes calls on the workers of a Dask cluster.

    A call and its result or error must be picklable, and its function importable on the workers.
    If a worker dies, another one makes the call; after several deaths the future raises
    `ProcessDiedError`. Only the scheduler knows which calls are running, so every call counts as
    running once it is submitted: a single future cannot be cancelled, but `interrupt` ends all.

    Parameters
    ----------
    address
        Address of the scheduler, ``tcp://host:8786``.

    Raises
    ------
    ClusterError
        If `distributed` is not installed, no scheduler answers within five seconds, the cluster
        has no workers, or Quantizer is missing there or has another version.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._client = _connect(address)
        self._owner = uuid.uuid4().hex
        self._lock = threading.Lock()
        self._running: dict[int, tuple[Future[Any], Any]] = {}
        self._submitted = 0
        self._is_shut = False
        try:
            self.jobs = self._count_threads()
        except BaseException:
            self._client.close()
            raise
        _log.info("connected to the cluster at %s, %d calls at a time", address, self.jobs)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have ``fn(*args, **kwargs)`` called on the cluster.

        Raises
        ------
        ClusterError
            If the scheduler is gone.
        """
        if self._client.status != "running":
            raise self._lost()
        # Pickled here, so that only the worker unpickles it, not the scheduler.
        call = pickle.dumps((fn, args, kwargs), pickle.HIGHEST_PROTOCOL)
        future: Future[T] = Future()
        future.set_running_or_notify_cancel()
        with self._lock:
            if self._is_shut:
                raise RuntimeError("the executor has been shut down and takes no more calls")
            self._submitted += 1
            number = self._submitted
            remote = self._client.submit(_make_call, self._owner, number, call, pure=False)
            self._running[number] = future, remote
        remote.add_done_callback(partial(self._finish, number))
        return future

    def interrupt(self) -> None:
        """End all calls submitted so far, within a quarter of a second.

        A call raises `Cancelled` when it next checks
        `quantizer.process.server.current_progress`. The future of one that does not check in
        time raises `Cancelled`, too, while the call itself goes on there until it checks.
        """
        with self._lock:
            number, running = self._submitted, dict(self._running)
        if not running:
            return
        # On a thread of its own: a worker that hangs does not answer.
        threading.Thread(target=self._cancel_on_workers, args=(number,), daemon=True).start()
        wait([future for future, _ in running.values()], timeout=_GRACE)
        for number, (_, remote) in running.items():
            self._settle(number, error=Cancelled())
            with contextlib.suppress(Exception):
                remote.cancel()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Disconnect once all calls are done, or at once with `cancel_futures`.

        The cluster itself keeps running.
        """
        with self._lock:
            is_first, self._is_shut = not self._is_shut, True
            futures = [future for future, _ in self._running.values()]
        if not is_first:
            return
        if cancel_futures:
            self.interrupt()
        elif wait:
            _wait_for_all(futures)
        self._client.close()

    def _count_threads(self) -> int:
        """Return how many calls the workers make at a time; raise if they cannot make ours."""
        where = tr("the cluster at {address}", address=self._address)
        try:
            versions = {self._client.run_on_scheduler(_version)}
            versions.update(self._client.run(_version).values())
            threads = self._client.nthreads()
        except Exception as error:
            raise ClusterError(
                tr(
                    "{where} cannot load Quantizer; install it for its scheduler and its workers, "
                    "too ({names})",
                    where=where,
                    names=" ".join(str(error).split()),
                )
            ) from error
        if not threads:
            raise ClusterError(
                tr("{where} has no workers; start some with dask worker", where=where)
            )
        others = sorted(versions - {_version()})
        if others:
            raise ClusterError(
                tr(
                    "{where} has Quantizer {others}, but this computer has {version}; install the "
                    "same version",
                    where=where,
                    others=others[0],
                    version=_version(),
                )
            )
        return sum(threads.values())

    def _cancel_on_workers(self, number: int) -> None:
        with contextlib.suppress(Exception):  # a cluster that is gone makes no calls
            self._client.run(_cancel_calls, self._owner, number, on_error="ignore")

    def _finish(self, number: int, remote: Any) -> None:
        """Settle the future of a call that has ended; runs on a thread of the client."""
        try:
            result = remote.result()
        except BaseException as error:  # noqa: BLE001 - raised again by the future
            self._settle(number, error=self._translate(error))
        else:
            self._settle(number, result)

    def _translate(self, error: BaseException) -> BaseException:
        """Return one of our errors for one of Dask's, and other errors as they are."""
        from distributed import KilledWorker  # noqa: PLC0415 - optional
        from distributed.comm.core import CommClosedError  # noqa: PLC0415

        if isinstance(error, KilledWorker):
            return ProcessDiedError(
                tr("several workers of the cluster died while they worked on it")
            )
        if isinstance(error, CancelledError | CommClosedError):
            return self._lost()
        return error

    def _lost(self) -> ClusterError:
        return ClusterError(
            tr(
                "the connection to the cluster at {address} was lost, with the files that were "
                "being converted; start the cluster and this batch again",
                address=self._address,
            )
        )

    def _settle(self, number: int, result: Any = None, error: BaseException | None = None) -> None:
        with self._lock:
            future, _ = self._running.pop(number, (None, None))
        if future is None:
            return
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)


_wait_for_all = wait


def _connect(address: str) -> Any:
    try:
        import distributed  # noqa: PLC0415 - optional, and loads slowly
    except ImportError as error:
        raise ClusterError(
            tr(
                "for a cluster Quantizer needs Dask, which is not installed: pip install "
                "'quantizer[cluster]'"
            )
        ) from error
    # Our errors say what a person must know; Dask would log tracebacks beside them.
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    client: Any = distributed.Client  # it has no types
    with contextlib.suppress(Exception):
        return client(address, timeout=_SECONDS_TO_CONNECT, set_as_default=False)
    # A client that failed to connect stops its thread when it is collected. If that happened
    # while the next client starts, both would wait for the same lock.
    gc.collect()
    raise ClusterError(
        tr(
            "no scheduler of a cluster answers at {reason}; start one with dask scheduler, "
            "and give its address, such as tcp://host:8786",
            reason=address or tr("no address"),
        )
    )


def _make_call(owner: str, number: int, call: bytes) -> Any:
    """Make a call; runs in a worker."""
    progress = Progress(cancelled=lambda: number <= _cancelled.get(owner, 0))
    with use_progress(progress):
        progress.check()
        function, arguments, keywords = pickle.loads(call)
        return function(*arguments, **keywords)


def _cancel_calls(owner: str, number: int) -> None:
    """Cancel the calls of an executor up to a number; runs in every worker."""
    _cancelled[owner] = max(number, _cancelled.get(owner, 0))


def _version() -> str:
    return __version__
