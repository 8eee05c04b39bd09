"""The commands behind `make` and `bin/odoo`: `python3 tools COMMAND …`.

Starts on any Python 3, so that an unsuitable one is told so in one line.
"""

import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
OLDEST, NEWEST = (3, 10), (3, 13)


def suitable(version):
    return OLDEST <= tuple(version[:2]) <= NEWEST


def use_suitable_python():
    """Go on under a Python that Odoo 19 runs on, where this one is not."""
    if suitable(sys.version_info):
        return
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        name = "python3.%d" % minor
        try:
            works = subprocess.call([name, "-c", "import venv"], stderr=-3) == 0
        except OSError:
            continue
        if works:
            os.execvp(name, [name, "-B", HERE] + sys.argv[1:])
    sys.exit(
        "Error: Odoo 19 runs on Python 3.10 to 3.13, this is %d.%d. "
        "Install one of these (for instance the package python3.12) and run again."
        % sys.version_info[:2]
    )


if __name__ == "__main__":
    use_suitable_python()
    sys.path[0] = os.path.dirname(HERE)  # not HERE, whose modules are a package's
    from tools.commands import main

    sys.exit(main(sys.argv[1:]))
