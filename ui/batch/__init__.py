"""The batch window: folders in, rows that tell what became of each file.

BatchWindow -> OptionsPanel, and the paths that were dropped -> Request
-> BatchController: plan, shared palettes, run, each in a thread
-> BatchModel: one row for each entry of the plan -> BatchTable, drawn by RowPainter
RowThumbnails: pictures for the rows in sight
-> Throughput: how many, how fast, what is saved -> Footer
"""
