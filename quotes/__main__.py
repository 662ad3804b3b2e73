"""Lets ``python -m quotes`` be the command."""

from quotes.cli import main

if __name__ == "__main__":
    main()
