"""The drawing process: `python -m ifla_metrics.report.child` reads sheets and writes pictures.

It lives apart because the renderer ends its whole process on some input instead of raising, and
holds the interpreter while it draws. It ends when its input is closed.
"""

from __future__ import annotations

import os
import sys
from typing import BinaryIO

from ifla_metrics.assets import FONTS_FIRST
from ifla_metrics.report import own_time
from ifla_metrics.report.messages import DRAWN, FAILED, receive, send, why


def _private_output() -> BinaryIO:
    """Keep the pipe for messages alone: whatever a library prints goes to standard error."""
    pipe = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return pipe


def main() -> None:
    """Draw each sheet that comes in, until none comes any more."""
    pipe = _private_output()
    # Read when the first font is asked for. A machine's own Noto Sans would else be taken before
    # ours, which has the signs of the ratings, and a figure would not be the same everywhere.
    os.environ["FONTCONFIG_FILE"] = str(FONTS_FIRST)

    import pikepdf
    import vl_convert
    from lxml import etree

    from ifla_metrics.report.picture import draw
    from ifla_metrics.report.sheet import Sheet

    reasons = (
        ArithmeticError,
        LookupError,
        OSError,
        RuntimeError,
        TypeError,
        ValueError,
        etree.LxmlError,
        pikepdf.PdfError,
    )
    known = ""
    while (message := receive(sys.stdin.buffer)) is not None:
        try:
            sheet = Sheet.unpacked(own_time.begun(message[1]))
            if sheet.fonts != known:
                vl_convert.register_font_directory(sheet.fonts)
                known = sheet.fonts
            send(pipe, DRAWN, draw(sheet))
        except reasons as reason:
            send(pipe, FAILED, why(reason).encode(errors="replace")[:2000])


if __name__ == "__main__":
    main()
