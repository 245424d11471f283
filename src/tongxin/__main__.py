"""`python -m tongxin …` is the same as `tongxin …`."""

from __future__ import annotations

import sys

from tongxin.config.cli import main

if __name__ == "__main__":
    sys.exit(main())
