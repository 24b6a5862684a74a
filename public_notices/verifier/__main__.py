"""`python -m public_notices.verifier FOLDER`."""

import sys

from .command import main

sys.exit(main())
