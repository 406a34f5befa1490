"""The manual page quantizer(1), made from the parser of the command line.

    the parser -> `Page`: its commands, with the paragraphs of their help -> text for ``man``

The format is that of man(7). The build makes the page (`resources.build_man_page`); ``python -m
resources.man_page`` prints it.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quantizer import __version__
from quantizer.cli import help_texts
from quantizer.cli.arguments import build_parser

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_EXIT_STATUS = {
    "0": "Success.",
    "1": "Something failed: a file cannot be read or written, or the result cannot be printed.",
    "2": "Wrong usage, of the command line or of the configuration file.",
    "98": "The result would be larger than allowed (--skip-if-larger, --max-bytes).",
    "99": "The quality cannot be reached (--min-psnr).",
    "130": "The program was interrupted.",
}
_ENVIRONMENT = {
    "QUANTIZER_CONFIG": "Path of the configuration file, in place of the usual one; if it is "
    "empty, no file is read.",
    "XDG_CONFIG_HOME": "Folder that the folders of the configuration file and of your own presets "
    "are in; ~/.config if it is not set.",
    "NO_COLOR": "If it is set and not empty, the output has no colours.",
    "FORCE_COLOR": "If it is set and not empty, the output has colours even where it is no "
    "terminal.",
}
_FILES = {
    "~/.config/quantizer/config.toml": "The configuration file with default values of options; "
    "'quantizer help config' explains it.",
    "~/.config/Quantizer/presets/*.json": "Your own presets, see 'quantizer presets'.",
    "FOLDER/.quantizer-batch/*.jsonl": "What 'quantizer batch' did in FOLDER, for --undo and to "
    "continue after an interruption.",
}
_SPECIAL = {
    "\\": r"\e",
    "-": r"\-",
    "'": r"\(aq",
    "`": r"\(ga",
    "^": r"\(ha",
    "~": r"\(ti",
}
"""Characters that roff would print as others, or read as commands."""


@dataclass(frozen=True, slots=True)
class _Command:
    """A command's words, summary and parser, and the paragraphs at the end of its help."""

    words: tuple[str, ...]
    summary: str
    parser: argparse.ArgumentParser
    examples: list[str]
    notes: list[list[str]]

    @property
    def name(self) -> str:
        return " ".join(("quantizer", *self.words))


def format_man_page() -> str:
    """Return the page.

    The date is that of today, or of the environment variable ``SOURCE_DATE_EPOCH``, as
    https://reproducible-builds.org/specs/source-date-epoch/ asks for.
    """
    root, *commands = _commands(build_parser())
    seconds = int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))
    date = time.strftime("%Y-%m-%d", time.gmtime(seconds))
    sections: dict[str, Iterable[str]] = {
        "NAME": [r"quantizer \- " + _text("reduce the colours of images, extract their palettes")],
        "SYNOPSIS": _synopsis(),
        "DESCRIPTION": _paragraph(help_texts.ABOUT),
        "COMMANDS": (line for command in commands for line in _command(command)),
        "OPTIONS": _options(root, commands),
        "EXIT STATUS": _list(_EXIT_STATUS),
        "ENVIRONMENT": _list(_ENVIRONMENT),
        "FILES": _list(_FILES),
        "EXAMPLES": (line for command in (root, *commands) for line in _examples(command)),
    }
    lines = [f'.TH QUANTIZER 1 "{date}" "quantizer {__version__}" "User Commands"']
    for title, content in sections.items():
        lines += [f'.SH "{title}"', *content]
    return "\n".join(lines) + "\n"


def _commands(
    parser: argparse.ArgumentParser, words: tuple[str, ...] = (), summary: str = ""
) -> Iterator[_Command]:
    """Yield a command and all below it."""
    paragraphs = [text.splitlines() for text in re.split(r"\n\s*\n", (parser.epilog or "").strip())]
    examples = [
        line[2:] for lines in paragraphs if lines[:1] == ["examples:"] for line in lines[1:]
    ]
    notes = [
        lines for lines in paragraphs if lines and lines[0] not in {"examples:", "exit codes:"}
    ]
    yield _Command(words, summary, parser, examples, notes)
    for action in parser._actions:  # argparse has no public list of them
        if isinstance(action, argparse._SubParsersAction):
            for choice in action._choices_actions:
                below = action.choices[choice.dest]
                yield from _commands(below, (*words, choice.dest), choice.help or "")


def _synopsis() -> list[str]:
    return [
        r".B quantizer",
        r"[\fIIMAGE\fR]",
        ".br",
        r".B quantizer",
        r"\fICOMMAND\fR [\fIOPTION\fR ...] [\fIARGUMENT\fR ...]",
        ".br",
        r".B quantizer help",
        r"[\fICOMMAND\fR]",
    ]


def _command(command: _Command) -> Iterator[str]:
    """Yield the lines that say what a command does, with what operands."""
    yield ".TP"
    operands = [
        action
        for action in command.parser._actions
        if not action.option_strings and not isinstance(action, argparse._SubParsersAction)
    ]
    yield " ".join([_bold(command.name), *(_operand(action) for action in operands)])
    yield _text(_sentence(command.summary))
    for action in operands:
        yield _text(_sentence(f"{_value_name(action)}: {_help(action)}"))
    for note in command.notes:
        yield ".IP"
        yield from _block(note)


def _options(root: _Command, commands: Iterable[_Command]) -> Iterator[str]:
    """Yield the options of each command; those described before are only named."""
    described = {_identity(action): root.name for action in root.parser._actions}
    yield from _option_list(root.parser._actions)
    for command in commands:
        new, known = [], defaultdict(list)
        for action in command.parser._actions:
            if not action.option_strings or action.help == argparse.SUPPRESS:
                continue
            other = described.setdefault(_identity(action), command.name)
            if other == command.name:
                new.append(action)
            else:
                known[other].append(_long_flag(action))
        yield f'.SS "{_text(command.name)}"'
        yield from _option_list(new)
        lines = [
            f"As for {_bold(other)}: {', '.join(map(_bold, flags))}."
            for other, flags in known.items()
        ]
        yield from [".PP", *lines] if new and lines else lines


def _identity(action: argparse.Action) -> tuple[str, ...]:
    """Return what is the same for options that need to be described only once."""
    return (*action.option_strings, _help(action))


def _long_flag(action: argparse.Action) -> str:
    return next(flag for flag in action.option_strings if flag.startswith("--"))


def _option_list(actions: Iterable[argparse.Action]) -> Iterator[str]:
    for action in actions:
        if not action.option_strings:
            continue
        yield ".TP"
        value = "" if action.nargs == 0 else rf" \fI{_text(_value_name(action))}\fR"
        yield ", ".join(map(_bold, action.option_strings)) + value
        yield _text(_sentence(_help(action)))


def _examples(command: _Command) -> Iterator[str]:
    if command.examples:
        if command.words:
            yield f'.SS "{_text(command.name)}"'
        yield from _verbatim(command.examples)


def _list(entries: dict[str, str]) -> Iterator[str]:
    for name, text in entries.items():
        yield from (".TP", _bold(name), _text(text))


def _paragraph(text: str) -> list[str]:
    return [_text(line) for line in text.strip().splitlines()]


def _block(lines: list[str]) -> list[str]:
    """Return a paragraph; one with indented lines keeps its lines."""
    is_table = any(line.startswith(" ") for line in lines)
    return _verbatim(lines) if is_table else [_text(line) for line in lines]


def _verbatim(lines: list[str]) -> list[str]:
    return [".nf", *map(_text, lines), ".fi"]


def _operand(action: argparse.Action) -> str:
    name = rf"\fI{_text(_value_name(action))}\fR"
    return {"+": f"{name} ...", "*": f"[{name} ...]", "?": f"[{name}]"}.get(str(action.nargs), name)


def _value_name(action: argparse.Action) -> str:
    return action.metavar if isinstance(action.metavar, str) else action.dest.upper()


def _help(action: argparse.Action) -> str:
    return (action.help or "").replace("%%", "%")


def _sentence(text: str) -> str:
    """Return text that begins with a capital letter and ends with a full stop."""
    return f"{text[:1].upper()}{text[1:].removesuffix('.')}."


def _bold(text: str) -> str:
    return rf"\fB{_text(text)}\fR"


def _text(text: str) -> str:
    """Return text so that roff prints just that."""
    escaped = "".join(
        _SPECIAL.get(letter, letter if letter.isascii() else rf"\[u{ord(letter):04X}]")
        for letter in text
    )
    return rf"\&{escaped}" if escaped.startswith(".") else escaped


if __name__ == "__main__":
    sys.stdout.write(format_man_page())
