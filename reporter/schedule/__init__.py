"""The schedule: when reports are due, who makes them, and that each is made once.

`cron` and `due` are pure: they are given the clock. `runner` starts one run as a process of its
own, `service` is the edge to APScheduler, and `status` finds what there is to see.
"""
