"""Charts: one function each, from `Report` to SVG."""
