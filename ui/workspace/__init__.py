"""The central widget of the main window, and the presenter that fills it from the document."""
