"""Where everything that touches every play runs: an Ibis backend, chosen by URL.

`connection` opens it, `tables` keeps intermediate tables in it, and `expressions` has what engines
say differently. What is special to one of them stands in `duck`, `postgres` and `spark`; no other
module names a backend.
"""
