"""The journal of a batch: what was converted, so that a run can be resumed or undone."""
