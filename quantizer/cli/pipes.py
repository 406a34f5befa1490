"""Pipes in place of files: ``-`` and other names of stdin and stdout, named pipes.

    parse_path: an argument; `STREAM` if it is ``-``
        -> check_read_once: no pipe is named twice
        -> read_pipe: all bytes of stdin or of a pipe; None for a file, which is opened where it is
           decoded
        -> write_output: the bytes of the result to stdout, or to a file

Messages call them as `input_name` and `output_name` do.
"""

from __future__ import annotations

import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from quantizer.cli.streams import print_data
from quantizer.errors import ReadError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import IO

STREAM = Path("-")
"""Stands for stdin among inputs, and for stdout among outputs; a file of this name is absolute."""

_STDIN = {"-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"}
_STDOUT = {"-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"}

_BYTES_PER_PIXEL = 8
"""Bytes of a pixel without compression: red, green, blue and alpha of 16 bits."""
_MOST_OF_A_TABLE = 2e9
"""Most bytes that are read of a table. Not tuned."""
_BLOCK = 1 << 20


def parse_path(text: str) -> Path:
    """Return the path of an input; `STREAM` for ``-`` and other names of stdin."""
    return STREAM if text in _STDIN else _file(text)


def parse_output(text: str) -> Path:
    """Return the path of an output; `STREAM` for ``-`` and other names of stdout."""
    return STREAM if text in _STDOUT else _file(text)


def _file(text: str) -> Path:
    path = Path(text)
    return path.absolute() if path == STREAM else path  # ./-


def input_name(path: Path) -> Path:
    """Return what messages call an input; the names of outputs are made of it, too."""
    return Path("stdin") if path == STREAM else path


def output_name(path: Path) -> Path:
    """Return what messages call an output."""
    return Path("stdout") if path == STREAM else path


def inner_name(path: Path) -> str:
    """Return what an input is called within a file that is made of it, such as C source text."""
    return "image" if path == STREAM else path.stem


def files(paths: Sequence[Path]) -> list[Path]:
    """Return the paths that stand for files."""
    return [path for path in paths if path != STREAM]


def check_read_once(paths: Sequence[Path]) -> None:
    """Raise `SettingsError` if a pipe is named twice: it can be read only once."""
    seen = set()
    for path in paths:
        if path != STREAM and not _is_pipe(path):
            continue
        if path in seen:
            raise SettingsError(f"{input_name(path)} can be read only once, but is named twice")
        seen.add(path)


def check_stdout(outputs: Iterable[Path | None], *, as_json: bool) -> None:
    """Raise `SettingsError` if both a file and ``--json`` are to be printed on stdout."""
    if as_json and STREAM in set(outputs):
        raise SettingsError(
            "--json prints on stdout, and the result is written there, too; leave out --json, or "
            "name a file with -o"
        )


def read_pipe(path: Path, max_megapixels: float | None = None) -> bytes | None:
    """Return all bytes of stdin or of a named pipe; None if `path` is anything else.

    Parameters
    ----------
    path
        The input, from `parse_path`.
    max_megapixels
        Largest number of pixels of an image, in millions. More bytes than they take up without
        compression are refused, as a pipe may never end. None for a table: at most 2 GB.

    Raises
    ------
    SettingsError
        If stdin is a terminal.
    ReadError
        If it cannot be read, or has too many bytes.
    """
    is_stdin = path == STREAM
    if not is_stdin and not _is_pipe(path):
        return None
    if is_stdin and sys.stdin.isatty():
        raise SettingsError("stdin is a terminal; give it a file (< FILE), or the end of a pipe")
    try:
        if is_stdin:
            return _read(sys.stdin.buffer, path, max_megapixels)
        with path.open("rb", buffering=0) as file:
            return _read(file, path, max_megapixels)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ReadError(input_name(path), f"cannot be read: {reason}") from error


def _read(file: IO[bytes], path: Path, max_megapixels: float | None) -> bytes:
    most = _MOST_OF_A_TABLE
    if max_megapixels is not None:
        most = 1e6 * max(1.0, max_megapixels) * _BYTES_PER_PIXEL
    blocks, size = [], 0
    while block := file.read(_BLOCK):
        blocks.append(block)
        size += len(block)
        if size > most:
            hint = "" if max_megapixels is None else "; if you trust it, raise --max-megapixels"
            raise ReadError(
                input_name(path), f"is too large: it goes on after {most / 1e6:,.0f} MB{hint}"
            )
    return b"".join(blocks)


def _is_pipe(path: Path) -> bool:
    try:
        return stat.S_ISFIFO(path.stat().st_mode)
    except (OSError, ValueError):  # there is no such file, which is told where it is opened
        return False


def write_output(path: Path, data: bytes, *, overwrite: bool, inputs: Sequence[Path]) -> None:
    """Write the bytes of a result to stdout or to a file.

    Parameters
    ----------
    path
        The output, from `parse_output`; its folder is made if needed.
    data
        The bytes.
    overwrite
        Whether an existing file may be replaced.
    inputs
        Files that must not be replaced.

    Raises
    ------
    WriteError
        If the file cannot be written.
    SettingsError, StandardOutputError
        If stdout cannot take the bytes.
    """
    if path == STREAM:
        print_data(data)
        return
    from quantizer.image_files.atomic import made_folder, write_atomically

    with made_folder(path.parent):
        write_atomically(path, data, overwrite=overwrite, protect=files(inputs))
