"""Executors: a pool of local processes, and a Dask cluster."""
