"""Shared palettes: of all files, in any order, over any executor, as the conversion sees them."""

from __future__ import annotations

import io
import struct
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image as Pillow

from quantizer.batch.plan.options import Conversion
from quantizer.batch.plan.plan import Entry
from quantizer.batch.run.convert_file import Task
from quantizer.batch.shared_palette import color_tally
from quantizer.batch.shared_palette.count import count_colors
from quantizer.batch.shared_palette.find import find_palette, share_palettes
from quantizer.batch.workers.process_pool import ProcessExecutor
from quantizer.conversion.convert import load, reduce
from quantizer.conversion.recipe import Recipe
from quantizer.errors import Cancelled, SettingsError
from quantizer.image.histogram import Histogram
from quantizer.image.image import Image
from quantizer.image.palette import Palette
from quantizer.image_files.formats import format_by_name
from quantizer.image_files.read import read_image
from quantizer.process.child import ProcessDiedError
from quantizer.progress import Progress, Stage
from quantizer.reduction.palette_search import cluster
from quantizer.settings.file_limits import Limits
from quantizer.settings.settings import (
    AlphaMode,
    AlphaSettings,
    ClusterSettings,
    DitherSettings,
    Effort,
    IndexedSettings,
    Selector,
    Settings,
    TargetSettings,
    Weights,
)
from tests.conftest import make_photo
from tests.conversion.converted import convert

if TYPE_CHECKING:
    from collections.abc import Sequence


class AtOnce(Executor):
    """Makes each call when it is submitted, and remembers how many were ever unfinished."""

    def __init__(self) -> None:
        self.calls: list[Any] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.calls.append((fn, args))
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:  # noqa: BLE001
            future.set_exception(error)
        return future


def saved(path: Path, pixels: np.ndarray, **options: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Pillow.fromarray(pixels).save(path, **options)
    return path


def entries(paths: Sequence[Path], file_format: str = "png", group: str = "all") -> list[Entry]:
    return [
        Entry(number, path, Path(path.name), path.with_suffix(".out"), file_format, group)
        for number, path in enumerate(paths, 1)
    ]


def conversion(colors: int = 16, **settings: Any) -> Conversion:
    chosen = ClusterSettings(colors=colors, effort=Effort.FAST)
    return Conversion(Settings(chosen, **settings))


def shared(planned: list[Entry], wanted: Conversion, executor: Executor | None = None) -> Palette:
    palettes = share_palettes(planned, wanted, executor or AtOnce(), 3)
    assert set(palettes) == {"all"}
    return palettes["all"]


def entries_of(png: bytes) -> list[tuple[int, ...]]:
    """Return the palette of a PNG, by its chunks."""
    chunks, place = {}, 8
    while place < len(png):
        size, kind = struct.unpack_from(">I4s", png, place)
        chunks[kind] = png[place + 8 : place + 8 + size]
        place += size + 12
    colors = np.frombuffer(chunks[b"PLTE"], np.uint8).reshape(-1, 3).tolist()
    alphas = list(chunks.get(b"tRNS", b"")) + [255] * len(colors)
    return [(*color, alpha) for color, alpha in zip(colors, alphas, strict=False)]


def colors_of(palette: Palette) -> list[tuple[int, ...]]:
    return [swatch.color for swatch in palette]


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    paths = []
    for seed in range(5):
        pixels = make_photo(30, 40, seed)[..., :3] // (seed + 1)
        paths.append(saved(tmp_path / f"{seed}.png", pixels))
    return paths


def test_it_is_the_palette_of_all_their_colors_at_once(photos: list[Path]) -> None:
    every = Image(np.concatenate([read_image(path).pixels for path in photos]))
    for asked, least, used in (
        (Effort.FAST, Effort.FAST, Effort.FAST),
        (Effort.FAST, Effort.BEST, Effort.BEST),
        (Effort.BALANCED, Effort.FAST, Effort.BALANCED),
    ):
        wanted = Conversion(Settings(ClusterSettings(colors=16, effort=asked)))
        palettes = share_palettes(entries(photos), wanted, AtOnce(), 3, effort=least)
        found = cluster(Histogram.of(every), Settings(ClusterSettings(colors=16, effort=used)))
        assert sorted(colors_of(palettes["all"])) == sorted(
            tuple(map(int, color)) for color in found.colors
        )


@pytest.mark.exhaustive
def test_neither_order_nor_workers_matter(photos: list[Path]) -> None:
    wanted = conversion(dither=DitherSettings("none"))
    expected = shared(entries(photos), wanted)
    assert shared(entries(photos[::-1]), wanted) == expected
    with ThreadPoolExecutor(3) as threads:
        assert shared(entries(photos[2:] + photos[:2]), wanted, threads) == expected
    with ProcessExecutor(2) as processes:
        assert shared(entries(photos), wanted, processes) == expected


def test_cells_matter_as_little(photos: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(color_tally, "MOST_COLORS", 1000)
    wanted = conversion()
    expected = shared(entries(photos), wanted)
    with ThreadPoolExecutor(3) as threads:
        assert shared(entries(photos[::-1]), wanted, threads) == expected


def test_each_folder_has_its_own(photos: list[Path]) -> None:
    wanted = conversion()
    mixed = [
        replace(entry, group=group)
        for entry, group in zip(entries(photos), ["b", "a", None, "b", "a"], strict=True)
    ]
    found = share_palettes(mixed, wanted, AtOnce(), 2)
    assert list(found) == ["b", "a"]
    assert found["b"] == shared(entries([photos[0], photos[3]]), wanted)
    assert found["a"] == shared(entries([photos[1], photos[4]]), wanted)


def test_no_more_files_are_given_out_than_allowed(photos: list[Path]) -> None:
    class Slow(AtOnce):
        """Answers when asked, not before."""

        most = 0
        waiting: list[Future[Any]] = []  # noqa: RUF012

        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            future: Future[Any] = Future()
            self.waiting.append(future)
            self.most = max(self.most, len(self.waiting))
            if len(self.waiting) == 2 or len(self.calls) == len(photos) - 1:
                super().submit(fn, *args, **kwargs)
                for one in self.waiting:
                    one.set_result(None)
                self.waiting.clear()
            else:
                self.calls.append(args)
            return future

    slow = Slow()
    assert share_palettes(entries(photos), conversion(), slow, 2) == {}
    assert len(slow.calls) == len(photos)
    assert slow.most == 2


def test_few_colors_are_kept_exactly(tmp_path: Path) -> None:
    chosen = [(250, 10, 20, 255), (0, 0, 0, 255), (9, 200, 31, 255), (0, 0, 0, 0), (7, 7, 90, 128)]
    paths = []
    for number, color in enumerate(chosen):
        pixels = np.zeros((6, 6, 4), np.uint8)
        pixels[...] = color
        pixels[: number + 1] = chosen[0]
        paths.append(saved(tmp_path / f"{number}.png", pixels))
    found = shared(entries(paths), conversion(8))
    assert sorted(colors_of(found)) == sorted(chosen)
    # What is not opaque first, then the most used.
    alphas = [color[3] for color in colors_of(found)]
    assert alphas in ([0, 128, 255, 255, 255], [128, 0, 255, 255, 255])
    assert colors_of(found)[2] == chosen[0]
    assert sum(swatch.share or 0 for swatch in found) == pytest.approx(1)
    for path in paths:
        recipe = Recipe(format_by_name("png"), conversion(8).settings, found)
        result = reduce(load(path, recipe)).result
        assert result.exact


def test_hidden_colors_are_no_colors(tmp_path: Path) -> None:
    pixels = make_photo(20, 20)
    pixels[:10, :, 3] = 0
    pixels[10:, :, :3] = (1, 2, 3)
    pixels[9, :, :3] = (240, 250, 230)
    other = np.zeros((5, 5, 4), np.uint8)
    other[2, 2] = (1, 2, 3, 255)
    other[..., :3][other[..., 3] == 0] = (100, 110, 90)
    paths = [saved(tmp_path / "a.png", pixels), saved(tmp_path / "b.png", other)]
    for some, hidden in ((paths[:1], (240, 250, 230)), (paths, (200, 210, 190))):
        found = shared(entries(some), conversion())
        # 20 pixels beside visible ones in one file, 8 in the other.
        assert colors_of(found) == [(*hidden, 0), (1, 2, 3, 255)]


def test_only_transparent_pixels_make_one_entry(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.png", np.zeros((4, 4, 4), np.uint8))
    assert colors_of(shared(entries([path]), conversion(1))) == [(0, 0, 0, 0)]


def test_one_color_for_all(photos: list[Path]) -> None:
    found = shared(entries(photos), conversion(1))
    assert len(found) == 1
    recipe = Recipe(format_by_name("png"), conversion(1).settings, found)
    assert len(reduce(load(photos[0], recipe)).result.palette) == 1


def test_one_entry_is_too_few_beside_a_transparent_one(tmp_path: Path, photos: list[Path]) -> None:
    clear = saved(tmp_path / "clear.png", np.zeros((4, 4, 4), np.uint8))
    with pytest.raises(SettingsError, match="of the batch: a palette of 1 is too small"):
        share_palettes(entries([*photos, clear]), conversion(1), AtOnce(), 2)


def test_locked_colors_are_in_it(photos: list[Path]) -> None:
    locked = ((1, 2, 3, 255), (255, 0, 255, 255), (0, 0, 0, 0))
    found = shared(entries(photos), conversion(8, locked=locked))
    assert len(found) == 8
    assert {swatch.color for swatch in found if swatch.locked} == set(locked)
    assert found.swatches[0].color == (0, 0, 0, 0)


@pytest.mark.parametrize("selector", [Selector.ELBOW, Selector.SILHOUETTE])
def test_their_number_can_be_looked_for(selector: Selector, tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    centers = np.array([[30, 30, 30], [220, 40, 40], [40, 210, 60], [60, 60, 230], [240, 240, 30]])
    paths = []
    for number, center in enumerate(centers):
        pixels = np.clip(center + rng.normal(0, 3, (40, 40, 3)), 0, 255).astype(np.uint8)
        paths.append(saved(tmp_path / f"{number}.png", pixels))
    found = shared(entries(paths), conversion(64, target=TargetSettings(selector)))
    assert len(found) == len(centers)
    assert len(shared(entries(paths[:1]), conversion(3, target=TargetSettings(selector)))) <= 3


def test_a_few_distinct_colors_are_their_number(tmp_path: Path) -> None:
    chosen = np.random.default_rng(1).integers(0, 256, (11, 3), dtype=np.uint8)
    paths = [
        saved(tmp_path / f"{number}.png", np.full((5, 5, 3), color))
        for number, color in enumerate(chosen)
    ]
    wanted = conversion(256, target=TargetSettings(Selector.ELBOW))
    assert {color[:3] for color in colors_of(shared(entries(paths), wanted))} == {
        tuple(map(int, color)) for color in chosen
    }


@pytest.mark.parametrize("target", [TargetSettings(min_psnr=30), TargetSettings(max_bytes=900)])
def test_demands_on_results_are_refused(target: TargetSettings, photos: list[Path]) -> None:
    executor = AtOnce()
    with pytest.raises(SettingsError, match="share no palette"):
        share_palettes(entries(photos), conversion(target=target), executor, 2)
    assert not executor.calls


def test_what_cannot_be_read_is_left_out(photos: list[Path], tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(photos[0].read_bytes()[:200])
    planned = entries([tmp_path / "missing.png", *photos, broken])
    assert shared(planned, conversion()) == shared(entries(photos), conversion())
    assert share_palettes(entries([broken]), conversion(), AtOnce(), 2) == {}


def test_what_is_too_large_is_left_out(photos: list[Path]) -> None:
    wanted = replace(conversion(), limits=Limits(max_megapixels=0.001))
    assert share_palettes(entries(photos), wanted, AtOnce(), 2) == {}


def test_a_worker_that_dies_once_costs_nothing(photos: list[Path]) -> None:
    class Fragile(AtOnce):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            if (fn, args) in self.calls:
                return super().submit(fn, *args, **kwargs)
            self.calls.append((fn, args))
            dead: Future[Any] = Future()
            dead.set_exception(ProcessDiedError("it was killed"))
            return dead

    fragile = Fragile()
    assert shared(entries(photos), conversion(), fragile) == shared(entries(photos), conversion())


def test_a_file_that_kills_its_workers_is_left_out(photos: list[Path]) -> None:
    class Deadly(AtOnce):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            if args[0].entry.source != photos[1]:
                return super().submit(fn, *args, **kwargs)
            dead: Future[Any] = Future()
            dead.set_exception(ProcessDiedError("it was killed"))
            return dead

    rest = entries([photos[0], *photos[2:]])
    assert shared(entries(photos), conversion(), Deadly()) == shared(rest, conversion())


def test_all_frames_count(tmp_path: Path) -> None:
    chosen = [(200, 0, 0), (0, 200, 0), (0, 0, 200)]
    frames = [Pillow.new("RGB", (8, 8), color) for color in chosen]
    path = tmp_path / "a.png"
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=100)
    moving = shared(entries([path]), conversion())
    assert {color[:3] for color in colors_of(moving)} == set(chosen)
    # A format that holds no animation has but the first frame.
    still = shared(entries([path], "bmp"), conversion())
    assert {color[:3] for color in colors_of(still)} == {chosen[0]}


def test_alpha_is_as_the_format_and_the_settings_have_it(tmp_path: Path) -> None:
    pixels = np.zeros((8, 8, 4), np.uint8)
    pixels[...] = (200, 0, 0, 200)
    pixels[4:] = (0, 0, 200, 40)
    path = saved(tmp_path / "a.png", pixels)

    def found(file_format: str, alpha: AlphaSettings | None = None) -> set[tuple[int, ...]]:
        wanted = conversion(alpha=alpha or AlphaSettings())
        return set(colors_of(shared(entries([path], file_format), wanted)))

    assert found("png") == {(200, 0, 0, 200), (0, 0, 200, 40)}
    assert found("gif") == {(200, 0, 0, 255), (0, 0, 200, 0)}
    assert found("png", AlphaSettings(AlphaMode.THRESHOLD)) == found("gif")
    on_white = {color for color in found("bmp") if color[3] == 255}
    assert len(on_white) == 2
    assert on_white == found("bmp")
    black = AlphaSettings(AlphaMode.OPAQUE, (0, 0, 0))
    assert found("png", black) == found("bmp", black) == {(157, 0, 0, 255), (0, 0, 31, 255)}


def test_a_kept_profile_leaves_colors_in_its_space(tmp_path: Path) -> None:
    # An RGB profile whose red is not that of sRGB: what `keep_profile` leaves alone.
    from tests.image_files.test_icc import ADOBE

    path = tmp_path / "a.png"
    Pillow.new("RGB", (4, 4), (200, 30, 60)).save(path, icc_profile=ADOBE)
    wanted = conversion()
    converted = colors_of(shared(entries([path]), wanted))
    kept = colors_of(shared(entries([path]), replace(wanted, keep_profile=True)))
    assert kept == [(200, 30, 60, 255)]
    assert converted != kept


def test_visibility_weighs_here_too(photos: list[Path]) -> None:
    settings = Settings(ClusterSettings(colors=8, effort=Effort.FAST, weights=Weights.VISIBILITY))
    plain = count_colors(Task(entries(photos)[0], conversion(8)))
    weighed = count_colors(Task(entries(photos)[0], Conversion(settings)))
    assert plain is not None
    assert weighed is not None
    assert (weighed.histogram().packed == plain.histogram().packed).all()
    assert weighed.histogram().weights.sum() > 2 * plain.histogram().weights.sum()


def test_files_that_keep_their_indices_share_nothing(photos: list[Path]) -> None:
    settings = Settings(indexed=IndexedSettings(keep_indices=True))
    with pytest.raises(SettingsError, match="share no palette"):
        share_palettes(entries(photos), Conversion(settings), AtOnce(), 2)


def test_a_given_palette_is_not_looked_for(photos: list[Path]) -> None:
    given = Palette.from_colors(np.array([[0, 0, 0], [255, 255, 255]], np.uint8))
    wanted = replace(conversion(), palette=given)
    assert share_palettes(entries(photos), wanted, AtOnce(), 2) == {}
    assert share_palettes([], conversion(), AtOnce(), 2) == {}


def test_a_cancel_ends_it(photos: list[Path]) -> None:
    executor = AtOnce()
    looks = iter(range(3))
    with pytest.raises(Cancelled):
        share_palettes(
            entries(photos * 10),
            conversion(),
            executor,
            2,
            Progress(cancelled=lambda: next(looks, None) is None),
        )
    assert len(executor.calls) < 50


def test_a_worker_that_was_interrupted_ends_it(photos: list[Path]) -> None:
    class Interrupted(AtOnce):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            future: Future[Any] = Future()
            future.set_exception(Cancelled())
            return future

    with pytest.raises(Cancelled):
        share_palettes(entries(photos), conversion(), Interrupted(), 2)


def test_counting_can_be_cancelled(photos: list[Path]) -> None:
    with pytest.raises(Cancelled):
        count_colors(Task(entries(photos)[0], conversion()), Progress(cancelled=lambda: True))


def test_progress_is_reported(photos: list[Path]) -> None:
    told: list[tuple[Stage, float]] = []
    progress = Progress(listener=lambda stage, share: told.append((stage, share)))
    share_palettes(entries(photos), conversion(), AtOnce(), 2, progress)
    counted = [share for stage, share in told if stage is Stage.COUNT]
    assert counted[-1] == 1
    assert counted == sorted(counted)
    assert Stage.CLUSTER in {stage for stage, _ in told}


@pytest.mark.parametrize("dither", ["none", "adaptive", "floyd-steinberg", "bayer-8"])
def test_every_output_has_the_whole_palette_in_its_order(
    dither: str, photos: list[Path], tmp_path: Path
) -> None:
    soft = np.zeros((9, 9, 4), np.uint8)
    soft[2:7, 2:7] = (250, 120, 0, 255)
    soft[3, 3:6] = (250, 120, 0, 90)
    paths = [*photos, saved(tmp_path / "soft.png", soft)]
    wanted = conversion(20, dither=DitherSettings(dither))
    palette = shared(entries(paths), wanted)
    for path in paths:
        recipe = Recipe(format_by_name("png"), wanted.settings, palette)
        reduced, encoded = convert(load(path, recipe))
        assert colors_of(reduced.result.palette) == colors_of(palette)
        assert entries_of(encoded.data) == colors_of(palette)
        with Pillow.open(io.BytesIO(encoded.data)) as image:
            assert (np.array(image) == reduced.images[0].indices).all()


@pytest.mark.parametrize("file_format", ["gif", "bmp"])
def test_soft_entries_do_no_harm_where_there_is_no_alpha(
    file_format: str, photos: list[Path], tmp_path: Path
) -> None:
    soft = make_photo(20, 20)
    soft[..., 3] = np.arange(20) * 13
    path = saved(tmp_path / "soft.png", soft)
    wanted = conversion(32)
    planned = [*entries([path]), *entries(photos, file_format)]
    palette = shared(planned, wanted)
    assert any(0 < swatch.color[3] < 255 for swatch in palette)
    recipe = Recipe(format_by_name(file_format), wanted.settings, palette)
    _, encoded = convert(load(photos[0], recipe))
    with Pillow.open(io.BytesIO(encoded.data)) as image:
        shown = np.array(image.convert("RGBA"))
    assert (shown[..., 3] == 255).all()
    off = shown[..., :3].astype(float) - np.array(Pillow.open(photos[0]))
    assert np.abs(off).mean() < 40


@pytest.mark.parametrize("dither", ["none", "adaptive"])
@pytest.mark.parametrize("colors", [6, 20])
def test_photos_stay_opaque_beside_icons(
    colors: int, dither: str, photos: list[Path], tmp_path: Path
) -> None:
    soft = make_photo(40, 40)
    soft[..., 3] = 255 - np.minimum(60, np.arange(40) * 3)
    icon = saved(tmp_path / "soft.png", soft)
    wanted = conversion(colors, dither=DitherSettings(dither))
    palette = shared(entries([*photos, icon]), wanted)
    for path in photos:
        recipe = Recipe(format_by_name("png"), wanted.settings, palette)
        assert (reduce(load(path, recipe)).images[0].to_rgba()[..., 3] == 255).mean() > 0.999


def test_almost_opaque_colors_of_their_own_stay(tmp_path: Path) -> None:
    pixels = np.zeros((8, 8, 4), np.uint8)
    pixels[...] = (90, 80, 70, 250)
    pixels[:6] = (90, 80, 70, 255)
    path = saved(tmp_path / "a.png", pixels)
    assert colors_of(shared(entries([path]), conversion())) == [
        (90, 80, 70, 250),
        (90, 80, 70, 255),
    ]


def test_colors_alone_make_a_palette() -> None:
    histogram = Histogram.of(Image(make_photo(60, 60)))
    found = find_palette(histogram, conversion(12).settings)
    assert len(found) == 12
    shares = [swatch.share or 0 for swatch in found]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1)
