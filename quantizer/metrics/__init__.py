"""How far a result is from its original."""
