"""The analysis: engine tables in, frozen results out."""
