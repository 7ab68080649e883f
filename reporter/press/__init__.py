"""From a report to its pictures, pages and mail: the jobs of the workers that draw and print.

`drawing` and `paper` load matplotlib and WeasyPrint; `screen` needs neither, so that its jobs can
be done by whichever worker is free while the PDF is laid out.
"""
