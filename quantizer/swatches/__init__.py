"""What designers ask of a palette: its colours in an order, their names, roles and contrasts."""
