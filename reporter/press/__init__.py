"""From a report to its pictures, pages and mail: what is drawn and printed, as jobs of the worker.

`drawing` and `paper` load matplotlib and WeasyPrint; `screen` needs neither.
"""
