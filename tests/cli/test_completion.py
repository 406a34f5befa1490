"""The scripts of ``quantizer completion``, run by the shells that they are for."""

from __future__ import annotations

import os
import re
import select
import shlex
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from quantizer.cli.arguments import PROGRAM, SHELLS, build_parser
from quantizer.cli.completion.commands import read_commands

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from tests.cli.conftest import Outcome

    Call = Callable[..., Outcome]

CASES = {
    "re": "reduce",
    "reduce --dither-st": "--dither-strength",
    "reduce a.png --dither fl": "floyd-steinberg",
    "reduce --dither=fl": "floyd-steinberg",
    "reduce a.png -k 16 --space okl": "oklab",
    "reduce -k sil": "silhouette",
    "reduce my": "my photo.png",
    r"reduce my\ ph": "my photo.png",
    "reduce --palette pico": "pico-8",
    "reduce --preset game-boy-s": "game-boy-screen-160x144",
    "palettes pico": "pico-8",
    "palette --names=pic": "pico-8",
    "palette --names --rol": "--roles",
    "batch inn": "inner/",
    "batch --collision ren": "rename",
    "group inn": "inner/",
    "presets sh": "show",
    "presets show game-boy-s": "game-boy-screen-160x144",
    "completion fi": "fish",
}
"""What stands on a command line, and what the last word of it becomes."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a picture, a text and a folder; the scripts are beside it."""
    folder = tmp_path / "pictures"
    (folder / "inner").mkdir(parents=True)
    for name in ("a.png", "my photo.png", "text.txt"):
        (folder / name).touch()
    return folder


def written(call: Call, shell: str, folder: Path) -> Path:
    path = folder.parent / f"script.{shell}"
    path.write_text(call("completion", shell).out)
    return path


def in_bash(script: Path, folder: Path, lines: Iterable[str]) -> list[list[str]]:
    """Return what bash completes the last word of each line to."""
    code = [f"source {script}", "complete -p quantizer"]
    for line in lines:
        # To bash, an equals sign is a word of its own, and a backslash belongs to the word.
        parts = re.split(r"(?<!\\) ", f"quantizer {line.replace('=', ' = ')}")
        words = " ".join(map(shlex.quote, parts))
        code.append(f"COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); _quantizer")
        code.append("printf '%s\\t' \"${COMPREPLY[@]}\"; echo")
    done = run(["bash", "--norc", "-c", "\n".join(code)], folder)
    registered, *answers = done.splitlines()
    assert registered.endswith("-F _quantizer quantizer")
    return [answer.rstrip("\t").split("\t") for answer in answers]


def in_fish(script: Path, folder: Path, lines: Iterable[str]) -> list[list[str]]:
    quoted = [shlex.quote(f"quantizer {line}") for line in lines]
    code = [f"source {script}", *(f"complete -C {line}; echo ---" for line in quoted)]
    answers = run(["fish", "--no-config", "-c", "\n".join(code)], folder).split("---\n")[:-1]
    words = [[line.split("\t")[0] for line in answer.splitlines()] for answer in answers]
    return [[word.partition("=")[2] or word for word in found] for found in words]


def run(words: list[str], folder: Path) -> str:
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout


def in_zsh(script: Path, folder: Path, lines: Iterable[str]) -> list[list[str]]:
    """Type each line into zsh, press Tab, and return the last word then."""
    import pty

    show = 'show() { zle complete-word; print -r -- "<$BUFFER>"; BUFFER= }\nzle -N show'
    setup = f"PS1=\nautoload -U compinit; compinit -u -D\nsource {script}\n{show}\n"
    (folder.parent / ".zshrc").write_text(f"{setup}bindkey '^I' show\nprint '<ready>'\n")
    environment = {**os.environ, "TERM": "dumb", "ZDOTDIR": str(folder.parent)}
    ours, theirs = pty.openpty()
    words = ["zsh", "-d", "-i"]
    streams = {"stdin": theirs, "stdout": theirs, "stderr": theirs}
    shell = subprocess.Popen(words, cwd=folder, env=environment, **streams)
    os.close(theirs)
    try:
        assert answered(ours) == "ready"
        found = []
        for line in lines:
            os.write(ours, f"quantizer {line}\t".encode())
            word = shlex.split(answered(ours))[-1]
            found.append([word.partition("=")[2] or word])
    finally:
        os.close(ours)
        shell.kill()
        shell.wait()
    return found


def answered(terminal: int) -> str:
    """Return the next text in angle brackets that a terminal shows."""
    text, end = "", time.monotonic() + 30
    while ">\r" not in text.rpartition("<")[2]:
        assert select.select([terminal], [], [], max(0, end - time.monotonic()))[0], text
        text += os.read(terminal, 4096).decode(errors="replace")
    return text.rpartition("<")[2].partition(">\r")[0]


@pytest.mark.skipif(sys.platform == "win32", reason="these shells are not usual there")
@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_completes(call: Call, folder: Path, shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    complete = {"bash": in_bash, "zsh": in_zsh, "fish": in_fish}[shell]
    found = complete(written(call, shell, folder), folder, CASES)
    found = [[word.rstrip("/=") for word in words] for words in found]
    expected = {line: [word.rstrip("/")] for line, word in CASES.items()}
    assert dict(zip(CASES, found, strict=True)) == expected


def test_bash_offers_all_words_and_only_files_that_fit(call: Call, folder: Path) -> None:
    if shutil.which("bash") is None:
        pytest.skip("bash is not installed")
    script = written(call, "bash", folder)
    lines = ["", "reduce ", "reduce --seed ", "group ", "reduce -- --", "reduce --log-file "]
    root, images, seed, folders, operands, files = in_bash(script, folder, lines)
    assert set(root) > {"reduce", "palette", "completion", "a.png"}
    assert sorted(images) == ["a.png", "inner", "my photo.png"]
    assert seed == operands == [""]
    assert folders == ["inner"]
    assert "text.txt" in files


@pytest.mark.parametrize("shell", SHELLS)
def test_every_command_and_option_is_in_the_script(call: Call, shell: str) -> None:
    script = call("completion", shell).out
    for command in read_commands(build_parser()).all_commands():
        assert all(word in script for word in command.words)
        for option in command.options:
            flag = option.flags[-1]
            assert (f"-l {flag[2:]} " if shell == "fish" else flag) in script


def test_a_path_is_completed_wherever_the_help_names_one() -> None:
    names = {"FILE", "FOLDER", "IMAGE", "OUT", "PATH", "PALETTE", "TABLE", "JOURNAL"}
    for command in read_commands(build_parser(), PROGRAM).all_commands():
        for option in command.options:
            assert option.values.has_paths or option.value_name not in names, option


def test_another_shell_is_refused_and_the_help_tells_how_to_install(call: Call) -> None:
    assert call("completion", "tcsh").code == 2
    text = call("completion", "--help").out
    assert all(f"quantizer completion {shell} >" in text for shell in SHELLS)
