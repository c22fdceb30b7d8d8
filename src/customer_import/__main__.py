"""``python -m customer_import`` is the command ``customer-import``."""

import sys

from customer_import.cli import main

if __name__ == "__main__":
    sys.exit(main())
