"""``python -m paperweft``."""

from paperweft.cli import main

if __name__ == "__main__":
    main()
