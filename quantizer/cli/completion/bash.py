"""The script for bash 4 or newer.

`_FUNCTIONS` is the part that is the same for every program; `write_script` adds a table of the
commands, their options and their values as ``case`` statements.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quantizer.cli.completion.commands import Command
    from quantizer.cli.completion.values import Values

_FUNCTIONS = r"""# Completes the command line of quantizer in bash 4 or newer.
# Made by: quantizer completion bash

# Completes one of the words in $1.
_quantizer_words() {
    COMPREPLY+=($(compgen -W "$1" -- "$typed"))
}

# Completes a folder, or a file with one of the extensions in $1, such as "|png|gif|"; "*" is any.
_quantizer_paths() {
    local path expanded extension
    compopt -o filenames 2>/dev/null
    while IFS= read -r path; do
        expanded=${path/#\~\//$HOME/}
        extension=${path##*.}
        if [[ -d $expanded || $1 == "*" || $1 == *"|${extension,,}|"* ]]; then
            COMPREPLY+=("$path")
        fi
    done < <(compgen -f -- "$typed")
}

# Completes the value of the option $before of $command; fails if that option takes none.
_quantizer_value() {
    case "$command:$before" in
@VALUES@
        *) return 1 ;;
    esac
}

# Completes an option of $command.
_quantizer_option() {
    case "$command" in
@OPTIONS@
    esac
}

# Completes an operand of $command, or a command below it.
_quantizer_operand() {
    case "$command" in
@OPERANDS@
    esac
}

_quantizer() {
    local typed=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
    local command= word index only_operands=
    COMPREPLY=()
    for ((index = 1; index < COMP_CWORD; index++)); do
        word=${COMP_WORDS[index]}
        case "$command:$word" in
            *:--) only_operands=1 ;;
            @COMMANDS@) command=${command:+$command }$word ;;
        esac
    done
    # bash takes the equals sign of --option=value for a word of its own.
    if [[ $typed == "=" ]]; then
        typed=
    elif [[ $before == "=" ]]; then
        before=${COMP_WORDS[COMP_CWORD-2]}
    fi
    # The word is here as it was typed: with backslashes, or after a quotation mark.
    typed=${typed#[\"\']}
    typed=${typed//\\/}
    if [[ $before == *[\<\>] ]]; then
        _quantizer_paths "*"
    elif [[ -n $only_operands ]]; then
        _quantizer_operand
    elif [[ $typed == -* ]]; then
        _quantizer_option
    else
        _quantizer_value || _quantizer_operand
    fi
}

complete -o bashdefault -F _quantizer quantizer
"""
_INDENT = " " * 8


def write_script(root: Command) -> str:
    """Return the script for the program with these commands."""
    commands = list(root.all_commands())
    parts = {
        "@VALUES@": "\n".join(line for command in commands for line in _value_cases(command)),
        "@OPTIONS@": "\n".join(
            f'{_INDENT}"{_name(command)}") _quantizer_words "{" ".join(command.flags)}" ;;'
            for command in commands
        ),
        "@OPERANDS@": "\n".join(
            f'{_INDENT}"{_name(command)}") {_call(_operands(command))} ;;' for command in commands
        ),
        "@COMMANDS@": " | ".join(
            f'"{" ".join(command.words[:-1])}:{command.words[-1]}"' for command in commands[1:]
        ),
    }
    script = _FUNCTIONS
    for mark, text in parts.items():
        script = script.replace(mark, text)
    return script


def _value_cases(command: Command) -> list[str]:
    """Return a line for each group of options of a command that take the same values."""
    taking = [option for option in command.options if option.value_name]
    lines = []
    for values, options in groupby(taking, key=lambda option: option.values):
        flags = [f'"{_name(command)}:{flag}"' for option in options for flag in option.flags]
        lines.append(f"{_INDENT}{' | '.join(flags)}) {_call(values)} ;;")
    return lines


def _operands(command: Command) -> Values:
    words = tuple(below.words[-1] for below in command.commands)
    return replace(command.operands, words=words + command.operands.words)


def _call(values: Values) -> str:
    """Return the commands that complete values."""
    calls = []
    if values.words:
        calls.append(f'_quantizer_words "{" ".join(values.words)}"')
    if values.has_paths:
        pattern = "*" if values.any_file else f"|{'|'.join(values.extensions)}|"
        calls.append(f'_quantizer_paths "{pattern}"')
    return "; ".join(calls) or ":"


def _name(command: Command) -> str:
    return " ".join(command.words)
