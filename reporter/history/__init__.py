"""What is done with kept reports: found, opened, compared, verified, pruned, forgotten from.

`reporter.archive` knows files and `reporter.ledger` knows runs; here the two meet.
"""
