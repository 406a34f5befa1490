"""The commands of the submenu *Copy as*; `ui.commands.copy_as` does what they say."""

from __future__ import annotations

from quantizer.language import mark

from .command import Command

COPY_COMMANDS = (
    Command(
        "copy_png",
        mark("Copy as &PNG"),
        ("Ctrl+Alt+P",),
        mark("Copy the picture, for programs that take pictures"),
    ),
    Command(
        "copy_file",
        mark("Copy as &file"),
        ("Ctrl+Alt+F",),
        mark("Copy the file, for file managers and messages"),
    ),
    Command(
        "copy_data_url",
        mark("Copy as data &URL"),
        ("Ctrl+Alt+U",),
        mark("Copy the file as text, for HTML"),
    ),
    Command(
        "copy_css",
        mark("Copy as CSS &background"),
        ("Ctrl+Alt+B",),
        mark("Copy the file as text, for a style sheet"),
    ),
    Command(
        "copy_css_palette",
        mark("Copy palette as CSS &variables"),
        ("Ctrl+Alt+V",),
        mark("Copy the colours as custom properties of CSS"),
    ),
)
COPY_NAMES = frozenset(command.name for command in COPY_COMMANDS)
