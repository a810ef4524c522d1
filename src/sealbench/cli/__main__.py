"""`python -m sealbench.cli` is the command `sealbench`."""

from sealbench.cli.main import main

main()
