"""Sources: one file for each family of formats, one registry, one result."""
