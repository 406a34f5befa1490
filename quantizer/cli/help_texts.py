"""What the help says beside the arguments: what for, and examples."""

EXIT_CODES = """\
exit codes:
  0 done, 1 failed, 2 wrong usage, 98 the result would be larger than allowed
  (--skip-if-larger, --max-bytes), 99 the quality is not reachable (--min-psnr), 130 interrupted
"""

BATCH_EXIT_CODES = """\
exit codes:
  0 done, 1 a file failed or a run could not start, 2 wrong usage, 130 interrupted (the same command
  goes on where it stopped; to end a --watch while it waits is no interruption)
"""

ABOUT = """\
Reduce the colours of images with K-means: compress an image, extract a palette.
Without a command, a window opens on IMAGE or on a sample.
"""

EXAMPLES = """\
examples:
  quantizer                                    open the window
  quantizer photo.jpg                          open the window on photo.jpg
  quantizer reduce photo.jpg -k 16 -o out.png  write photo.jpg with 16 colours to out.png
  quantizer palette photo.jpg -k 5             print the 5 colours that stand for photo.jpg
  quantizer batch photos/ -k 64 -o small/      write all photos in a folder with 64 colours
  quantizer compare photo.jpg out.png          tell how near out.png comes to photo.jpg
  quantizer formats                            list what can be read and written

'quantizer COMMAND --help' tells all about a command.

"""

REDUCE = """\
examples:
  quantizer reduce photo.jpg                          256 colours, to photo-256.png beside it
  quantizer reduce photo.jpg -k 16 -o out.png
  quantizer reduce logo.png -k elbow                  as many colours as the image suggests
  quantizer reduce photo.jpg --min-psnr 35            as few colours as reach 35 dB
  quantizer reduce photo.jpg --max-bytes 150k         as many colours as fit into 150,000 bytes
  quantizer reduce icon.png -k 32 --dither floyd-steinberg -o icon.gif
  quantizer reduce *.jpg -k 64 -o small/              each to small/NAME.png
  quantizer reduce photo.jpg -k 8 --space oklab --lock '#e30613' -o out.png
  quantizer reduce sprite.png --palette gameboy.gpl -o out.png
  quantizer reduce photo.png -o out.png --skip-if-larger --json

"""

PALETTE = """\
examples:
  quantizer palette photo.jpg                         print 8 colours with their shares
  quantizer palette photo.jpg -k 5 -o photo.gpl       write a GIMP palette
  quantizer palette photo.jpg -k 12 --space lab -o colours.css
  quantizer palette logo.png -k elbow                 the colours that the logo is drawn in
  quantizer palette *.png -o palettes/ --format json  one file each
  quantizer palette photo.jpg --json

"""

BATCH = """\
examples:
  quantizer batch photos/ -o small/                   all images, 256 colours, structure kept
  quantizer batch photos/ -o small/ --dry-run         print what would become of each file
  quantizer batch photos/ -k 64 -o small/ --skip-if-larger --copy-original
  quantizer batch photos/ -k 64 -o small/ --min-saving 10 --report report.csv
  quantizer batch sprites/ -k 32 -o out/ --share all  one palette for all files
  quantizer batch sprites/ -o out/ --share folder     one for each folder
  quantizer batch sprites/ -o out/ --palette game.gpl the colours of a palette file
  quantizer batch a/ b/ -o out/ --include '*.png' --exclude 'drafts/**'
  quantizer batch photos/ -k 16 -o out/ --name '{parent}/{stem}-{k}.{ext}'
  quantizer batch photos/ --replace                   originals go to the trash
  quantizer batch --undo small/.quantizer-batch/20260102T030405Z-1a2b3c4d.jsonl
  quantizer batch inbox/ -o outbox/ --watch           until Ctrl+C
  quantizer batch photos/ -o small/ --cluster tcp://10.0.0.5:8786

A run that was interrupted, even by a power cut, goes on when the same command is given again; what
is done, is not done twice. Effort is 'fast' unless --effort says otherwise.

"""

COMPARE = """\
examples:
  quantizer compare photo.jpg photo-16.png
  quantizer compare photo.jpg photo-16.png --json
  quantizer compare photo.jpg photo-16.png --heat-map heat.png
  quantizer compare film.gif film-16.webp

MSE is the mean over pixels of the summed squared R, G and B error; PSNR is in dB (null in JSON
where the images are the same); SSIM is 1 for equal images; delta E is the mean CIEDE2000.
The worst region is the area whose mean colours are the furthest off, by CIEDE2000.
Of animations all frames are compared: the figures are means over them, the PSNR is that of the
mean MSE, and worst region and heat map are those of the worst frame, counted from 1.
Images with transparency are compared on black and on white, and the two averaged.

"""

PRESETS = """\
examples:
  quantizer presets                                   list those built in and your own
  quantizer presets show game-boy
  quantizer presets export game-boy -o mine.json      a file to change and to hand on
  quantizer presets import mine.json --name 'My handheld'
  quantizer presets remove 'My handheld'
  quantizer reduce sprite.png --preset game-boy       also with palette and batch
  quantizer reduce photo.jpg --preset ./mine.json -k 8

Your own are saved in the window, or imported here. Options go before what the preset says.

"""

FORMATS = """\
examples:
  quantizer formats
  quantizer formats --json

"""
