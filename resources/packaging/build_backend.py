"""The build backend: that of setuptools, whose editable installs type checkers follow here, too.

The packages do not lie where they are installed (``ui`` becomes `quantizer.ui`), so setuptools
makes an editable install by an import hook. Type checkers run no hooks; they read the folders in
``.pth`` files. `build_editable` adds such a file, which names this checkout. Its folder comes last
on the search path.

Source: PEP 517 (build backends in the source tree), PEP 660 (editable installs).
"""

from __future__ import annotations

import base64
import hashlib
import zipfile
from locale import getencoding
from pathlib import Path
from typing import Any

from setuptools import build_meta
from setuptools.build_meta import *  # noqa: F403 - the other functions of a build backend

_CHECKOUT = Path(__file__).parents[2]
_NAME = "quantizer_checkout.pth"


def build_editable(
    wheel_directory: str,
    config_settings: Any = None,
    metadata_directory: str | None = None,
) -> str:
    """Build the wheel of an editable install; return its file name."""
    name = build_meta.build_editable(wheel_directory, config_settings, metadata_directory)
    _add(Path(wheel_directory) / name, _NAME, f"{_CHECKOUT}\n".encode(getencoding()))
    return name


def _add(wheel: Path, name: str, data: bytes) -> None:
    """Add a file to a wheel, and to the list of its files."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    with zipfile.ZipFile(wheel) as archive:
        files = {info: archive.read(info) for info in archive.infolist()}
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
        for info, content in files.items():
            is_record = info.filename.endswith(".dist-info/RECORD")
            line = f"{name},sha256={digest},{len(data)}\n".encode() if is_record else b""
            archive.writestr(info, line + content)
