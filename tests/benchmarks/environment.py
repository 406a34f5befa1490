"""The environment of a measurement: versions, processor cores, date."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib import metadata

from quantizer import __version__

_DISTRIBUTIONS = (
    "numpy",
    "pillow",
    "imagequant",
    "scikit-learn",
    "opencv-python-headless",
    "faiss-cpu",
    "matplotlib",
)

_LOAD = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
"""Load average of the minute before the start; the measurement itself raises it."""

_BUSY = 0.5


def describe() -> dict[str, object]:
    """Return versions and machine; a distribution that is not installed has the version None."""
    versions: dict[str, str | None] = {"quantizer": __version__}
    for name in _DISTRIBUTIONS:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            versions[name] = None
    return {
        "python": platform.python_version(),
        "system": platform.platform(),
        "cores": available_cores(),
        "load_before": _LOAD,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": versions,
    }


def available_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def summary() -> str:
    """Return the environment in one line, with a warning if the machine was busy."""
    found = describe()
    versions = found["versions"]
    assert isinstance(versions, dict)
    parts = [f"{name} {version}" for name, version in versions.items() if version]
    line = f"{found['cores']} cores, Python {found['python']}, {', '.join(parts)}"
    if _LOAD < _BUSY:
        return line
    return f"{line}\nThe machine was busy before (load {_LOAD:.1f}): mistrust the times."
