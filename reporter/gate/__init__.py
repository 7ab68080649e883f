"""The gate: a report that is broken, or about something else than asked, is not sent.

It reads the finished files of one audience as their reader would, with another library than the
one that made them, and compares them with `Report`. Nothing is read or written beyond those bytes.
`on_screen.examine` and `on_paper.examine` are the gate; `conditions.wanted` says whether a good
report is worth a mail.
"""
