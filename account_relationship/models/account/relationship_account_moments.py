from collections import defaultdict

from odoo import models


class RelationshipAccount(models.Model):
    """When there is an occasion to talk to the customer, and which."""

    _inherit = "relationship.account"

    def _get_moments(self):
        """Return ``{account: [Moment]}``, see ``lines.py``, as the reader may know.

        Called for many accounts at once: an extension adds its moments to what
        ``super()`` returns in a number of queries of its own, whatever the number of
        accounts.
        """
        return defaultdict(list)

    def _get_first_moments(self):
        """The same, the earliest first: ``{account: [Moment]}``."""
        return {
            account: sorted(moments) for account, moments in self._get_moments().items()
        }
