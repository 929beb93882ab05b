"""`python -m ifla_metrics`, the command line (docs/cli.md)."""

from ifla_metrics.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
