"""What to do: the seven kinds of advice behind one gate, and what became of earlier ones."""
