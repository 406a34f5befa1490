"""Many files in one go: plan, run, report.

    options -> plan: every input with its output, before anything is written
        -> shared_palette: palettes of files that share one, from merged histograms
        -> run: the conversions, a few at a time, over any `concurrent.futures.Executor`
            -> convert_file: one file to one file, in a worker process
        -> journal: a line before and after each file, for resume and undo
        -> report: the outcome of each file

`session.Batch` is the entry point; `watch` converts what appears in a folder. Every function that
takes a `Progress` raises `Cancelled` once that is cancelled.
"""
