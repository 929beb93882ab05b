"""`python -m tests.golden write` writes the golden files again, which takes minutes."""

import sys

from tests.golden import numbers

if sys.argv[1:] != ["write"]:
    sys.exit(__doc__)
with numbers.fresh_log():
    numbers.write()
