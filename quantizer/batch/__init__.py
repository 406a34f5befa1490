"""Many files in one go: plan, run, report.

    options -> plan: every input with its output, settled before anything is written
        -> shared: palettes for files that share one, from merged histograms
        -> run: tasks over any `concurrent.futures.Executor`, a few at a time
            -> convert: one file to one file, in a worker
        -> journal: what was begun and done, line by line, so that nothing is done twice
        -> report: what became of each file

`undo` takes back what a journal tells of; `watch` converts what appears in a folder.
"""
