"""``quantizer presets``: list, show, export, import and remove presets."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from quantizer.cli.exit_code import ExitCode
from quantizer.cli.outputs import output_file
from quantizer.cli.pipes import STREAM
from quantizer.cli.streams import print_message, print_result
from quantizer.errors import QuantizerError, SettingsError
from quantizer.image_files.atomic import made_folder
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
        print_result(json.dumps({"folder": str(store.folder), "presets": entries}))
    else:
        width = max(len(preset.key) for preset in presets)
        for preset in presets:
            words = preset.description or ("" if preset.key == preset.name else preset.name)
            print_result(f"{preset.key:<{width}}  {words}".rstrip())
    for error in damaged:
        print_message(f"quantizer: {error}")
    return ExitCode.FAILED if damaged else ExitCode.DONE


def _show(arguments: Namespace, store: PresetStore) -> ExitCode:
    print_result(format_preset(store.find_or_read(arguments.name)), end="")
    return ExitCode.DONE


def _export(arguments: Namespace, store: PresetStore) -> ExitCode:
    preset = store.find(arguments.name)
    name = f"{preset.key}{EXTENSION}"
    target = output_file(arguments.output or name, name)
    if target == STREAM:
        return _show(arguments, store)
    with made_folder(target.parent):
        write_preset(preset, target, overwrite=arguments.overwrite)
    print_message(f"{preset.name} -> {target}")
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
            print_message(f"quantizer: {named}")
            code = ExitCode.FAILED
        else:
            print_message(f"{path} -> {preset.key}")
    return code


def _remove(arguments: Namespace, store: PresetStore) -> ExitCode:
    store.remove(arguments.name)
    return ExitCode.DONE
