"""Activity over time and whether listeners come back."""
