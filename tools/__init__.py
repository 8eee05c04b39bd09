"""What `make` and `bin/odoo` run: builds and drives the development environment.

One file, one concern: `__main__` names the commands, each command's module says
how. Nothing outside the standard library is imported before the virtual
environment stands (see `python_env`).
"""
