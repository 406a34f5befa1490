"""``quantizer presets``: list, show, export, import and remove presets."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from quantizer.cli.exit_code import ExitCode
from quantizer.errors import QuantizerError, SettingsError
from quantizer.presets import BUILT_IN, PresetStore, read_preset, write_preset
from quantizer.presets.preset_file import EXTENSION, format_preset

if TYPE_CHECKING:
    from argparse import Namespace


def run(arguments: Namespace) -> int:
    """Run the action given on the command line; without one, list the presets."""
    actions = {
        "list": _list,
        "show": _show,
        "export": _export,
        "import": _import,
        "remove": _remove,
    }
    return actions[arguments.action or "list"](arguments, PresetStore())


def _list(arguments: Namespace, store: PresetStore) -> ExitCode:
    presets, damaged = store.presets(), store.damaged()
    if getattr(arguments, "json", False):
        entries = [
            {
                "name": preset.name,
                "key": preset.key,
                "built_in": preset in BUILT_IN,
                "description": preset.description,
            }
            for preset in presets
        ]
        print(json.dumps({"folder": str(store.folder), "presets": entries}))
    else:
        width = max(len(preset.key) for preset in presets)
        for preset in presets:
            words = preset.description or ("" if preset.key == preset.name else preset.name)
            print(f"{preset.key:<{width}}  {words}".rstrip())
    for error in damaged:
        print(f"quantizer: {error}", file=sys.stderr)
    return ExitCode.FAILED if damaged else ExitCode.DONE


def _show(arguments: Namespace, store: PresetStore) -> ExitCode:
    print(format_preset(store.find_or_read(arguments.name)), end="")
    return ExitCode.DONE


def _export(arguments: Namespace, store: PresetStore) -> ExitCode:
    preset = store.find(arguments.name)
    target = Path(arguments.output) if arguments.output else Path(f"{preset.key}{EXTENSION}")
    if target.is_dir():
        target /= f"{preset.key}{EXTENSION}"
    write_preset(preset, target, overwrite=arguments.overwrite)
    print(f"{preset.name} -> {target}", file=sys.stderr)
    return ExitCode.DONE


def _import(arguments: Namespace, store: PresetStore) -> ExitCode:
    """Save the presets in files; one that cannot be saved does not stop the others."""
    if arguments.name is not None and len(arguments.files) > 1:
        raise SettingsError("--name is for one preset, but there are several files")
    code = ExitCode.DONE
    for path in arguments.files:
        try:
            preset = read_preset(path)
            if arguments.name is not None:
                preset = replace(preset, name=arguments.name)
            store.save(preset, overwrite=arguments.overwrite)
        except QuantizerError as error:
            words = str(error)
            named = words if str(path) in words else f"{path}: {words}"
            print(f"quantizer: {named}", file=sys.stderr)
            code = ExitCode.FAILED
        else:
            print(f"{path} -> {preset.key}", file=sys.stderr)
    return code


def _remove(arguments: Namespace, store: PresetStore) -> ExitCode:
    store.remove(arguments.name)
    return ExitCode.DONE
