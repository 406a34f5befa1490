"""The script for zsh, which describes each option; see ``man zshcompsys`` for `_arguments`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quantizer.cli.completion.commands import Command, Option
    from quantizer.cli.completion.values import Values

_HEAD = """#compdef quantizer
# Completes the command line of quantizer in zsh.
# Made by: quantizer completion zsh

# Completes one of the words in $1, a folder, or a file that matches the pattern $2.
_quantizer_words_or_files() {
    _alternative "words:word:($1)" "files:file:_files -g '$2'"
}
"""
_END = """
if [[ $funcstack[1] == _quantizer ]]; then
    _quantizer "$@"  # the file was found in fpath
else
    compdef _quantizer quantizer
fi
"""


def write_script(root: Command) -> str:
    """Return the script for the program with these commands."""
    return _HEAD + "".join(map(_function, root.all_commands())) + _END


def _function(command: Command) -> str:
    """Return the function that completes what follows the words of a command."""
    specs = [*_option_specs(command), *_operand_specs(command)]
    lines = " \\\n".join(f"        {spec}" for spec in specs)
    function = f"\n{_name(command)}() {{\n"
    if not command.commands:
        return f"{function}    _arguments -s \\\n{lines}\n}}\n"
    return (
        f"{function}    local curcontext=$curcontext state line\n    typeset -A opt_args\n"
        f"    _arguments -C -s \\\n{lines} && return\n    case $state in\n"
        f"        command)\n{_command_list(command)}\n            ;;\n"
        f"        rest)\n            case $line[1] in\n{_calls(command)}\n            esac\n"
        "            ;;\n    esac\n}\n"
    )


def _option_specs(command: Command) -> Iterator[str]:
    for option in command.options:
        if "--help" in option.flags or "--version" in option.flags:
            others = "'(- *)'"
        elif option.is_repeatable:
            others = "'*'"
        else:
            others = _quoted(f"({' '.join(option.flags)})")
        for flag in option.flags:
            end = ("=" if flag.startswith("--") else "+") if option.value_name else ""
            yield f"{others}{flag}{end}{_quoted(_describe(option))}"


def _describe(option: Option) -> str:
    text = f"[{_escaped(option.summary)}]"
    if option.value_name:
        colons = "::" if option.has_optional_value else ":"
        text += f"{colons}{_escaped(option.value_name)}:{_action(option.values)}"
    return text


def _operand_specs(command: Command) -> list[str]:
    if command.commands:
        return ["'1:command:->command'", "'*::argument:->rest'"]
    return [_quoted(f"*:argument:{_action(command.operands)}")]


def _command_list(command: Command) -> str:
    """Return the lines that complete the commands below one, or its operands."""
    words = " ".join(
        f"{_escaped(below.words[-1])}\\:{_doubly_quoted(below.summary)}"
        for below in command.commands
    )
    alternatives = [_quoted(f"commands:command:(({words}))")]
    if command.operands.has_paths:
        alternatives.append(_quoted(f"files:file:{_files(command.operands)}"))
    return f"            _alternative {' '.join(alternatives)}"


def _calls(command: Command) -> str:
    return "\n".join(
        f"                {below.words[-1]}) {_name(below)} ;;" for below in command.commands
    )


def _action(values: Values) -> str:
    """Return what `_arguments` does to complete values; a space for nothing."""
    words = " ".join(values.words)
    if values.words and values.extensions:
        # The space keeps `_arguments` from adding arguments of its own.
        return f' _quantizer_words_or_files "{words}" "{_pattern(values)}"'
    if values.words:
        return f"({words})"
    return _files(values) if values.has_paths else " "


def _files(values: Values) -> str:
    if values.any_file:
        return "_files"
    return f'_files -g "{_pattern(values)}"' if values.extensions else "_files -/"


def _pattern(values: Values) -> str:
    """Return the pattern of files with the extensions, in upper or lower case."""
    return f"*.(#i)({'|'.join(values.extensions)})(-.)"


def _name(command: Command) -> str:
    return "_".join(("_quantizer", *command.words))


def _quoted(text: str) -> str:
    """Return text as one word of the shell."""
    return "'" + text.replace("'", "'\\''") + "'"


def _doubly_quoted(text: str) -> str:
    """Return text in double quotation marks."""
    for character in '\\"$`':
        text = text.replace(character, "\\" + character)
    return f'"{text}"'


def _escaped(text: str) -> str:
    r"""Return text with a backslash before the characters that `_arguments` reads itself."""
    for character in "\\:[]()":
        text = text.replace(character, "\\" + character)
    return text
