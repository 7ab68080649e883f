"""One module for each part of the report: it says its finding and lays out its evidence."""
