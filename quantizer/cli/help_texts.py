"""Descriptions, examples and exit codes for ``--help``."""

EXIT_CODES = """\
exit codes:
  0 success, 1 failure, 2 wrong usage, 98 the result would be larger than allowed
  (--skip-if-larger, --max-bytes), 99 the quality cannot be reached (--min-psnr), 130 interrupted
"""

BATCH_EXIT_CODES = """\
exit codes:
  0 success, 1 a file failed or the run could not start, 2 wrong usage, 130 interrupted (the same
  command continues where it stopped; ending --watch while it waits is not an interruption)
"""

PNGQUANT_EXIT_CODES = """\
exit codes:
  0 success, 1 a file could not be read or written, 2 wrong usage, 98 the result would be too large
  (--skip-if-larger), 99 the quality cannot be reached (--quality), 130 interrupted; of several
  files, 1 if any could not be read or written, otherwise 99 before 98
"""

OWN_EXIT_CODES = {"batch": BATCH_EXIT_CODES, "pngquant": PNGQUANT_EXIT_CODES}
"""Those of the commands that differ from `EXIT_CODES`."""

ABOUT = """\
Reduce the colours of images with K-means: compress an image, extract a palette.
Without a command, the window opens, with IMAGE or with a sample image.
"""

EXAMPLES = """\
examples:
  quantizer                                    open the window
  quantizer photo.jpg                          open photo.jpg in the window
  quantizer reduce photo.jpg -k 16 -o out.png  write photo.jpg with 16 colours to out.png
  quantizer palette photo.jpg -k 5             print the 5 main colours of photo.jpg
  quantizer batch photos/ -k 64 -o small/      reduce all images in a folder to 64 colours
  quantizer group photos/ -o groups.html       sort a folder into groups that look alike
  quantizer pngquant --quality=60-80 *.png     stand in for pngquant
  quantizer compare photo.jpg out.png          measure how close out.png is to photo.jpg
  quantizer cluster table.csv -k 3             find 3 groups of rows in a table of numbers
  quantizer palettes                           list the built-in palettes
  quantizer formats                            list the formats that can be read and written

'quantizer help COMMAND' explains a command and its options. 'quantizer help config' explains
the file with your default values of options, 'quantizer completion --help' the Tab key.

"""

REDUCE = """\
examples:
  quantizer reduce photo.jpg                          256 colours, to photo-256.png beside it
  quantizer reduce photo.jpg -k 16 -o out.png
  quantizer reduce logo.png -k elbow                  a number of colours that suits the image
  quantizer reduce photo.jpg --min-psnr 35            the fewest colours that reach 35 dB
  quantizer reduce photo.jpg --max-bytes 150k         as many colours as fit into 150,000 bytes
  quantizer reduce icon.png -k 32 --dither floyd-steinberg -o icon.gif
  quantizer reduce *.jpg -k 64 -o small/              each to small/NAME.png
  quantizer reduce photo.jpg -k 8 --space oklab --lock '#e30613' -o out.png
  quantizer reduce sprite.png --palette pico-8 -o out.png
  quantizer reduce sprite.png --palette mine.ase -o out.png
  quantizer reduce photo.jpg --palette master.gpl -k 16   its 16 colours that suit the photo best
  quantizer reduce photo.jpg -k 64 --bits 5,6,5           colours of an RGB565 display
  quantizer reduce sprite.png --keep-indices --bit-depth 8 -o out.png
  quantizer reduce photo.png -o out.png --skip-if-larger --json
  quantizer reduce photo.jpg --resize 800x480 --fit cover --contrast 15 -k 16
  quantizer reduce photo.jpg --preset e-ink-spectra-6-800x480
  quantizer reduce icon.png -k 16 --resize 64x64 --device-format lvgl -o icon.c
  curl https://example.org/a.jpg | quantizer reduce - -k 64 -o - > a.png

The result of stdin (-) goes to stdout unless -o names a file. On stdout it is PNG, unless --format
or a preset names another format; and with the exit codes 98 and 99 stdout gets IMAGE as it is.

"""

PALETTE = """\
examples:
  quantizer palette photo.jpg                         print 8 colours with their shares
  quantizer palette photo.jpg -k 5 -o photo.gpl       write a GIMP palette
  quantizer palette photo.jpg -k 12 --space lab -o colours.css
  quantizer palette logo.png -k elbow                 the colours the logo is drawn in
  quantizer palette *.png -o palettes/ --format json  one file each
  quantizer palette photo.jpg --names --roles --contrast-table
  quantizer palette a.jpg b.jpg --together --ignore-background
  quantizer palette photo.jpg --json
  quantizer palette - -o - --format gpl < photo.jpg > photo.gpl

"""

BATCH = """\
examples:
  quantizer batch photos/ -o small/                   all images, 256 colours, same subfolders
  quantizer batch photos/ -o small/ --dry-run         print what would happen to each file
  quantizer batch photos/ -k 64 -o small/ --skip-if-larger --copy-original
  quantizer batch photos/ -k 64 -o small/ --min-saving 10 --report report.csv
  quantizer batch sprites/ -k 32 -o out/ --share all  one palette for all files
  quantizer batch sprites/ -o out/ --share folder     one palette for each folder
  quantizer batch sprites/ -o out/ --palette game.gpl use a palette file
  quantizer batch a/ b/ -o out/ --include '*.png' --exclude 'drafts/**'
  quantizer batch photos/ -k 16 -o out/ --name '{parent}/{stem}-{k}.{ext}'
  quantizer batch photos/ -o small/ --resize 50%      half as wide and high
  quantizer batch icons/ --replace                    originals are moved to the trash
  quantizer batch photos/ --replace --skip-if-larger  JPEG becomes PNG where that is smaller
  quantizer batch --undo small/.quantizer-batch/20260102T030405Z-1a2b3c4d.jsonl
  quantizer batch inbox/ -o outbox/ --watch           keep converting new files until Ctrl+C
  quantizer batch photos/ -o small/ --cluster tcp://10.0.0.5:8786

An interrupted run continues when the same command is given again, even after a power cut: finished
files are not converted again. The default effort is 'fast'.

"""

GROUP = """\
examples:
  quantizer group photos/                             print groups of similar colours
  quantizer group photos/ -g 6 -o groups.html         a contact sheet of six groups
  quantizer group photos/ --copy-to sorted/           copies, in one folder for each group
  quantizer group scans/ -g 10 --features edges,layout    by shape instead of colour
  quantizer group photos/ --labels folder             compare with the folders they are in
  quantizer group photos/ --labels labels.csv -o groups.json

Images are compared by the features together, each of the same weight, and grouped by K-means.
A silhouette is near 1 for an image much closer to its own group than to the next, near 0 between
two groups, and below 0 if another group is closer. Groups are named after the nearest CSS colours
of their most used main colour and of the one that sets them apart. Outliers are images unusually
far from the centre of their group, and small groups far from the others. Originals are only read.

"""

PNGQUANT = """\
examples:
  quantizer pngquant icon.png                         256 colours, to icon-fs8.png
  quantizer pngquant 64 --nofs icon.png               64 colours without a dither, to icon-or8.png
  quantizer pngquant --quality=60-80 --ext .png --force *.png   replaces the images
  quantizer pngquant --quality 70-90 --skip-if-larger --strip -o small.png icon.png
  quantizer pngquant 16 - < icon.png > small.png

Replacing: with --force, an image whose result goes to its own file (--ext .png, or -o) is replaced.
It is not opened for writing: the new file is written beside it whole, read back, and renamed over
it; there is no copy of the old one. Where 98 or 99 is due it stays as it is, and stdout gets its
bytes unchanged. Other images that are named on the command line are never replaced.

Where it differs from pngquant:
- Quality is measured by this program, on a scale that is fitted to pngquant's; 100 is an exact
  palette. Like pngquant, it stops a little above MAX (2 dB), so files look alike: photos have about
  as many bytes, icons and screenshots fewer. The search for the number of colours takes longer, one
  to three seconds for each image.
- --skip-if-larger takes the manual literally: at a quality of 90 the file must shrink to 90 %.
- --speed chooses one of three efforts, see above; 11 does not compress less than 8.
- Without --strip, EXIF data and the resolution are kept, and no other blocks of metadata. Colours
  are converted to sRGB. --map also takes palette files.
- All formats that 'quantizer formats' lists are read; the result is always PNG. The frames of an
  animated PNG are all converted.
- --iebug and --transbug are ignored. The names of long options cannot be shortened.
- Other errors than 98 and 99 exit with 1 or 2, and the most serious one counts, not the last.

"""

COMPARE = """\
examples:
  quantizer compare photo.jpg photo-16.png
  quantizer compare photo.jpg photo-16.png --json
  quantizer compare photo.jpg photo-16.png --heat-map heat.png
  quantizer compare film.gif film-16.webp
  quantizer reduce photo.jpg -k 16 -o - | quantizer compare photo.jpg -

MSE is the mean over pixels of the summed squared R, G and B errors. PSNR is in dB (null in JSON if
the images are equal). SSIM is 1 for equal images. Delta E is the mean CIEDE2000 difference.
The worst region is the area whose mean colour differs most, by CIEDE2000.
All frames of animations are compared: the values are means over the frames, the PSNR is that of the
mean MSE, and the worst region and the heat map are those of the worst frame, counted from 1.
Images with transparency are compared on black and on white, and the results are averaged.

"""

CLUSTER = """\
examples:
  quantizer cluster customers.csv                     as many clusters as the table suggests
  quantizer cluster customers.csv -k 4 -o clusters.csv
  quantizer cluster customers.csv -k silhouette --plot clusters.html
  quantizer cluster customers.csv -k 4 --columns electronics,travel --scale minmax
  quantizer cluster kunden.csv --separator semicolon --decimal comma --encoding latin-1
  quantizer cluster sensors.tsv -k 3 --missing mean --metric manhattan --json
  quantizer cluster - -k 3 -o - < customers.csv > clusters.csv

Prints a column for each cluster, the largest first: its rows, its share of them, its mean
silhouette (1: far from the others, 0: between two), and the mean of each column of TABLE. Below are
the columns by which it differs from all other rows: "high" or "low" by half a standard deviation or
more, "very high" or "very low" by one and a half.
A row is called an outlier if its distance to the centroid exceeds the upper quartile of its cluster
by three times the distance between the quartiles; a cluster is small if it has less than a quarter
of an equal share of the rows. Silhouettes are those of at most 2,000 rows, drawn by chance.

"""

PRESETS = """\
examples:
  quantizer presets                                   list the built-in presets and your own
  quantizer presets show game-boy
  quantizer presets export game-boy -o mine.json      write it to a file, to edit or share it
  quantizer presets import mine.json --name 'My handheld'
  quantizer presets remove 'My handheld'
  quantizer reduce sprite.png --preset game-boy       works with palette and batch, too
  quantizer reduce photo.jpg --preset ./mine.json -k 8

Save your own presets in the window, or import them here. Options override the preset.

"""

PALETTES = """\
examples:
  quantizer palettes                                  list the built-in palettes
  quantizer palettes pico-8                           its colours, and where they come from
  quantizer palettes pico-8 -o pico-8.ase             write it for another program
  quantizer palettes theirs.aco -o theirs.gpl         convert a palette file
  quantizer palettes - -o - --format hex < theirs.aco   the same in a pipe
  quantizer reduce sprite.png --palette pico-8        works with palette and batch, too

"""

HELP = """\
examples:
  quantizer help
  quantizer help reduce
  quantizer help presets export
  quantizer help config                        the file with your default values of options

"""

FORMATS = """\
examples:
  quantizer formats
  quantizer formats --json

"""

COMPLETION = """\
examples:
  source <(quantizer completion bash)                 in this terminal only; zsh, too
  quantizer completion fish | source                  the same in fish

to install it in bash, where the package bash-completion is installed:
  mkdir -p ~/.local/share/bash-completion/completions
  quantizer completion bash > ~/.local/share/bash-completion/completions/quantizer

to install it in zsh, with 'fpath=(~/.zfunc $fpath)' in ~/.zshrc before 'compinit':
  mkdir -p ~/.zfunc
  quantizer completion zsh > ~/.zfunc/_quantizer

to install it in fish:
  mkdir -p ~/.config/fish/completions
  quantizer completion fish > ~/.config/fish/completions/quantizer.fish

Then open a new terminal. The script holds the options of this version: make it again after an
update.

"""

CONFIG = """\
The configuration file holds default values of options. Without it, nothing is different. It is

  ~/.config/quantizer/config.toml                         on Linux; $XDG_CONFIG_HOME is respected
  ~/Library/Application Support/quantizer/config.toml     on macOS
  %APPDATA%\\quantizer\\config.toml                          on Windows

or the file that the environment variable QUANTIZER_CONFIG names; if that is empty, no file is read.
'--no-config' ignores the file, too.

The file is in TOML. Its keys are the long options of 'quantizer COMMAND --help' without the dashes.
Those above all tables are for every command that has the option, those in a table for one command:

  threads = 4
  dither = "floyd-steinberg"

  [reduce]
  colors = 64
  lock = ["#e30613", "#ffffff"]
  optimize = true

  [batch]
  skip-if-larger = true
  exclude = ["drafts/**"]

An option without a value is true or false, one that may be repeated takes a list. Paths are those
of the current folder; ~/ is your home folder.

What is given on the command line overrides the file: an option replaces its value, '--no-NAME'
takes back an option without a value ('--no-skip-if-larger'), '--palette' takes the place of colors
and lock as well, and what '--preset' sets is stronger than the file. A preset that the file names
is weaker than the rest of the file. The extension of OUT is stronger than format, which is known in
[reduce] and [batch].

Options that replace files (overwrite, replace, yes, undo) are refused. The commands pngquant,
completion and help read no file, nor do the window and the Python library.
"""
