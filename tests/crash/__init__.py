"""Kills the program at every step and at random moments, and looks at what it comes to.

The mail server, the archive, the ledger and the processes are real. Where a trial is not about
reading, analysing and printing, what these find and make is that of one run that was made before.
"""
