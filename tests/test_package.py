"""What a wheel installs, and the installed program beside a user's folders of the same names."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from PIL import Image as PillowImage

from quantizer import __version__
from quantizer.cli.arguments import build_parser
from quantizer.cli.completion.commands import read_commands
from tests.conftest import make_photo

ROOT = Path(__file__).parents[1]
BUILD = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"
SOURCES = ("LICENSE", "pyproject.toml", "quantizer", "resources", "ui")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what a wheel of this checkout puts into site-packages."""
    pytest.importorskip("setuptools", minversion="77")
    sources = tmp_path_factory.mktemp("sources")
    for name in SOURCES:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, sources / name)
    wheels = tmp_path_factory.mktemp("wheels")
    folder = tmp_path_factory.mktemp("site-packages")
    subprocess.run(
        [sys.executable, "-c", BUILD, wheels], cwd=sources, check=True, capture_output=True
    )
    (wheel,) = wheels.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def test_the_list_without_the_window_leaves_out_the_windows_packages_only() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = (ROOT / "resources/packaging/without-window.txt").read_text(encoding="utf-8")
    listed = [line for line in text.splitlines() if not line.startswith("#")]
    of_window = ("pyqtgraph", "pyside6")
    assert listed == [one for one in project["dependencies"] if not one.startswith(of_window)]


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A user's folder: a photo, and modules named as parts of this project that must not load."""
    for name in ("main.py", "ui/__init__.py", "ui/app.py", "resources/__init__.py"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"raise SystemExit('{name} of the user was imported')")
    (tmp_path / "photos").mkdir()
    PillowImage.fromarray(make_photo()[..., :3]).save(tmp_path / "photos" / "a.png")
    return tmp_path


def run(folder: Path, path: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run Python in `folder` with `path` on its module search path."""
    return subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(path), **env},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_wheel_has_one_package_with_all_files(installed: Path) -> None:
    names = {path.name for path in installed.iterdir() if path.suffix != ".data"}
    assert names == {"quantizer", f"quantizer_kmeans-{__version__}.dist-info"}
    palette = "built_in_palettes/pico-8.gpl"
    icon, german = "resources/icons/quantizer.svg", "resources/languages/de.po"
    for name in ("py.typed", palette, "resources/blue_noise.npy", icon, german):
        assert (installed / "quantizer" / name).is_file()
    for package in ("quantizer", "ui", "resources"):
        inside = installed / "quantizer" / ("" if package == "quantizer" else package)
        modules = {path.relative_to(ROOT / package) for path in (ROOT / package).rglob("*.py")}
        assert modules <= {path.relative_to(inside) for path in inside.rglob("*.py")}


def test_a_wheel_has_the_manual_page(installed: Path) -> None:
    """pip copies what is in this folder to the root of the environment."""
    data = installed / f"quantizer_kmeans-{__version__}.data" / "data"
    files = [path.relative_to(data).as_posix() for path in data.rglob("*") if path.is_file()]
    assert files == ["share/man/man1/quantizer.1"]
    page = (data / files[0]).read_text(encoding="utf-8")
    sections = ["NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "OPTIONS", "EXIT STATUS"]
    sections += ["ENVIRONMENT", "FILES", "EXAMPLES"]
    assert re.findall(r'^\.SH "(.*)"$', page, re.MULTILINE) == sections
    for command in read_commands(build_parser()).all_commands():
        assert rf"\fBquantizer {' '.join(command.words)}" in page or not command.words
        assert all(flag.replace("-", r"\-") in page for flag in command.flags)


def test_the_manual_page_needs_only_setuptools_and_has_no_mistakes(tmp_path: Path) -> None:
    code = f"import runpy, sys; sys.path.insert(0, {str(ROOT)!r}); "
    code += "runpy.run_module('resources.man_page', run_name='__main__')"
    made = subprocess.run([sys.executable, "-ISc", code], capture_output=True, check=True)
    page = tmp_path / "quantizer.1"
    page.write_bytes(made.stdout)
    for words in (("mandoc", "-T", "lint", "-W", "warning"), ("groff", "-man", "-ww", "-z")):
        if shutil.which(words[0]) is not None:
            done = subprocess.run([*words, page], capture_output=True, text=True, check=False)
            assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_window_imports_its_modules_relatively() -> None:
    """It is `ui` in a checkout and `quantizer.ui` when installed."""
    for path in (ROOT / "ui").rglob("*.py"):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert not [line for line in lines if line.lstrip().startswith(("from ui", "import ui"))]


@pytest.mark.sample(3)
@pytest.mark.parametrize("source", ["installed", "checkout"])
@pytest.mark.parametrize(
    "words",
    [
        ("reduce", "photos/a.png", "-k", "4", "--dither", "blue-noise", "-o", "out.png"),
        ("palette", "photos/a.png", "-k", "3"),
        ("batch", "photos", "-k", "4", "--dither", "blue-noise", "-o", "out"),
    ],
    ids=lambda words: words[0],
)
def test_commands_work_beside_a_users_modules_of_the_same_names(
    installed: Path, hostile: Path, source: str, words: tuple[str, ...]
) -> None:
    done = run(hostile, installed if source == "installed" else ROOT, "-m", "quantizer", *words)
    assert done.returncode == 0, done.stderr


def test_the_library_works_beside_a_users_modules_of_the_same_names(
    installed: Path, hostile: Path
) -> None:
    code = (
        "from quantizer import KMeans; import quantizer;"
        "print(KMeans(n_clusters=1).fit([[1.0], [3.0]]).inertia_, quantizer.__file__)"
    )
    done = run(hostile, installed, "-c", code)
    assert done.stdout.split() == ["2.0", str(installed / "quantizer" / "__init__.py")]


@pytest.mark.parametrize("source", ["installed", "checkout"])
@pytest.mark.parametrize("words", [(), ("photos/a.png",)], ids=["sample", "image"])
def test_without_qt_the_window_says_what_to_install(
    installed: Path, hostile: Path, source: str, words: tuple[str, ...]
) -> None:
    (hostile / "PySide6.py").write_text("raise ImportError('PySide6 is not there')")
    path = installed if source == "installed" else ROOT
    done = run(hostile, path, "-m", "quantizer", *words, QT_QPA_PLATFORM="offscreen")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "pip install PySide6-Essentials" in done.stderr
    assert "quantizer reduce" in done.stderr


def test_the_commands_call_what_they_name() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["scripts"] == {"quantizer": "quantizer.__main__:main"}
    assert project["gui-scripts"] == {"quantizer-window": "quantizer.ui.app:main"}


@pytest.mark.exhaustive
def test_type_checkers_follow_an_editable_install(tmp_path: Path) -> None:
    """They run no import hooks, so a .pth file must name the folder of the package."""
    pytest.importorskip("setuptools", minversion="77")
    for name in SOURCES:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    code = "import build_backend; build_backend.build_editable('.')"
    done = run(tmp_path, tmp_path / "resources" / "packaging", "-c", code)
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        folders = {
            archive.read(name).decode().strip()
            for name in archive.namelist()
            if name.endswith(".pth")
        }
        (record,) = (name for name in archive.namelist() if name.endswith("/RECORD"))
        listed = {line.split(",")[0] for line in archive.read(record).decode().splitlines()}
        assert listed == set(archive.namelist())
    assert str(tmp_path) in folders
