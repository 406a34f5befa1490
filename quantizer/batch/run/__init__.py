"""The conversion of planned files: tasks, and the scheduler that runs them on an executor."""
