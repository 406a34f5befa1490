"""Executors: local processes, and a Dask cluster."""
