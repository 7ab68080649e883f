"""Delivery: the messages, and what carries them: a mail server, a folder, a webhook.

`message` is pure: the same report, recipient and date give the same bytes. The transports say how
a try ended as an `Outcome`, and raise for nothing that a server or a network can do.
"""
