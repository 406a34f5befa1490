"""The batch window: converts folders of images and shows a row for each file.

SourceBar (paths) + OptionsPanel -> Request -> BatchController: plan, palettes, run
-> BatchModel: a row for each file -> BatchTable, drawn by RowPainter
-> Throughput: count, speed, bytes saved -> Footer

`ThumbnailCache` makes the pictures of the visible rows.
"""
