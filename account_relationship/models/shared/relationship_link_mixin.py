import secrets

from odoo import api, fields, models
from odoo.tools import consteq

#: Higher ids do not exist: PostgreSQL would not even look them up.
HIGHEST_ID = 2**31 - 1


def is_token(known, given):
    """Whether a link has the right token; it takes as long whatever is wrong.

    :param known: the token of a record; a record without one has no link
    :param given: what came with a request
    """
    return bool(known) and consteq(known.encode(), (given or "").encode())


class RelationshipLinkMixin(models.AbstractModel):
    """A record that the customer opens by a link, without login.

    The token in the link is the right to: nobody of us reads it, and nobody chooses
    it. When a link ends, and how it is revoked, says :meth:`_is_link_open`.
    """

    _name = "relationship.link.mixin"
    _description = "Record a customer opens by a link"

    #: Where the links lead to; a number and the token follow.
    _link_path = None
    #: What the number in a link is.
    _link_key = "id"

    access_token = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: secrets.token_urlsafe(32),
        # Whoever knows it acts in the customer's name.
        groups=fields.NO_ACCESS,
    )

    @api.model
    def _find(self, number, token):
        """The record a link leads to, with all rights, or none.

        Unknown, expired and revoked links are all the same: they lead nowhere.

        :param number: from the link, see ``_link_key``
        :param token: from the link as well
        """
        # sudo: the token is the right to; it is compared here
        records = self.sudo()
        if not 0 < number <= HIGHEST_ID:
            return records.browse()
        return records.search([(self._link_key, "=", number)]).filtered(
            lambda one: is_token(one.access_token, token) and one._is_link_open()
        )

    def _is_link_open(self):
        """Whether the link still leads somewhere."""
        return True

    def _get_link_path(self):
        """The link without the host, for the customer alone."""
        [number] = self.mapped(self._link_key)
        # sudo: whoever writes to the customer passes the token on
        return f"{self._link_path}/{number}/{self.sudo().access_token}"
