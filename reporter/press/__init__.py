"""The press: a process of its own that draws charts and prints pages.

It starts when a run starts, so that its libraries load while the plays are still being read and
analysed on the other core; and it ends with the run, because WeasyPrint does not give its memory
back. If the run dies, the press sees its input end, and ends too.

The two talk in pickles over pipes, which is safe here: one is the child of the other.
"""

from reporter.press.client import Press, press
from reporter.press.messages import PressError, Progress, Stage

__all__ = ["Press", "PressError", "Progress", "Stage", "press"]
