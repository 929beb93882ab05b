"""`python -m tests.golden write` writes every file anew; `check` says each number that is another.

`check` compares the full rows and the whole matrix, which takes minutes; the tests by day compare
the full rows and a part of the matrix.
"""

import sys
import time

from tests.golden import numbers


def main(words: list[str]) -> int:
    if words not in (["write"], ["check"]):
        print(__doc__, file=sys.stderr)
        return 2
    begun, found = time.perf_counter(), 0
    with numbers.fresh_log():
        if words == ["write"]:
            numbers.write()
        else:
            for name in numbers.SETS:
                for line in numbers.different_set(name):
                    print(line)
                    found += 1
            for framework in numbers.DAYS:
                every = range(len(numbers.matrix(framework)))
                for line in numbers.different_hashes(framework, [*every]):
                    print(line)
                    found += 1
            print(f"{found} differences")
    print(f"{time.perf_counter() - begun:.0f} s")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
