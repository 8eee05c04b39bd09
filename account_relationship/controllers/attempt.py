"""What customers send: all of it is done, or nothing."""

from odoo.http import request


def attempt(take, *args):
    """Do what was sent; of what is refused on the way, nothing is left behind.

    The page says why it was refused, and so the request ends well and is kept.
    """
    with request.env.cr.savepoint():
        return take(*args)
