"""The program `pdftotext`, which tests of PDF files read them with: installed when missing."""

import shutil
import sys

from tests.provision import packages

NAME = "pdftotext"


def main() -> int:
    """Make sure that it is there; a plain line and 1 when it is not."""
    if shutil.which(NAME) is None:
        packages.install("poppler-utils")
    if shutil.which(NAME) is None:
        print(f"The tests need {NAME}: install the package 'poppler-utils'.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
