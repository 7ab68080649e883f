"""Report and charts -> HTML and PDF; tables -> CSV. No renderer computes a number."""
