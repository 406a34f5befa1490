"""The area below the canvas: charts, the colour cloud and the table of clusters."""
