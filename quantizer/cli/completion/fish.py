"""The script for fish, which describes each option; see ``man complete`` in fish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quantizer.cli.completion.values import NOTHING, Values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quantizer.cli.completion.commands import Command, Option

_FUNCTIONS = r"""# Completes the command line of quantizer in fish.
# Made by: quantizer completion fish

# Succeeds if the words typed so far call the command in the arguments.
function __quantizer_calls
    set -l words
    for word in (commandline -opc)[2..]
        if contains -- (string join -- ' ' $words $word) @COMMANDS@
            set -a words $word
        end
    end
    test "$words" = "$argv"
end

# Prints folders, and files with one of the extensions in the arguments, as they continue the word.
function __quantizer_files
    set -l typed (string replace -r -- '^--[^=]*=' '' (commandline -ct))
    set typed (string unescape -- $typed; or string trim -l -c '"\'' -- $typed)
    set -l pattern '(/|\.('(string join -- '|' $argv)'))$'
    set -l home (string match -r -- '^~/' $typed)
    for path in (string replace -r -- '^~/' "$HOME/" $typed)*
        test -d $path; and set path $path/
        string match -qir -- $pattern $path; or continue
        set -q home[1]; and set path (string replace -- "$HOME/" '~/' $path)
        printf '%s\n' $path
    end
end

complete -c quantizer -e
complete -c quantizer -f
"""


def write_script(root: Command) -> str:
    """Return the script for the program with these commands."""
    commands = list(root.all_commands())
    names = " ".join(_quoted(" ".join(command.words)) for command in commands[1:])
    lines = [line for command in commands for line in _lines(command)]
    return _FUNCTIONS.replace("@COMMANDS@", names) + "\n".join(lines) + "\n"


def _lines(command: Command) -> Iterator[str]:
    start = f"complete -c quantizer -n {_quoted(' '.join(('__quantizer_calls', *command.words)))}"
    for below in command.commands:
        yield f"{start} -a {below.words[-1]} -d {_quoted(below.summary)}"
    for option in command.options:
        yield f"{start} {_option(option)} -d {_quoted(option.summary)}"
    if command.operands != NOTHING:
        yield f"{start} {_arguments(command.operands)}"


def _option(option: Option) -> str:
    flags = [
        f"-l {flag[2:]}" if flag.startswith("--") else f"-s {flag[1:]}" for flag in option.flags
    ]
    if option.value_name and not option.has_optional_value:
        flags.append("-r" if option.values.any_file else "-x")
    return " ".join(filter(None, [*flags, _arguments(option.values)]))


def _arguments(values: Values) -> str:
    """Return the arguments of `complete` for values; empty for `NOTHING`."""
    if values.any_file:
        return "-F"
    parts = list(values.words)
    if values.extensions:
        parts.append(f"({' '.join(('__quantizer_files', *values.extensions))})")
    elif values.folders:
        parts.append("(__fish_complete_directories)")
    return f"-a {_quoted(' '.join(parts))}" if parts else ""


def _quoted(text: str) -> str:
    """Return text as one word of the shell."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
