"""`python -m resettlement` is the command `resettlement`."""

from resettlement.cli import main

main()
