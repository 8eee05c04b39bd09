from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

#: What reasons ask for.
OF_REASON = {"partner_id", "role_ids", "active"}


class RelationshipStakeholder(models.Model):
    """When somebody was in touch last, and who of us knows the person."""

    _inherit = "relationship.stakeholder"
    _proof_fields = frozenset({"last_touch_at", "last_touch_user_id"})

    last_touch_at = fields.Datetime(string="Last contact", readonly=True, copy=False)
    last_touch_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Last contact with",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="Empty when the person wrote to us, not to one of us by name.",
    )
    known_by_ids = fields.Many2many(
        comodel_name="res.users",
        string="Known by",
        compute="_compute_known_by_ids",
        search="_search_known_by_ids",
        help="Who of us was in touch with the person, the latest first.",
    )

    @api.depends("account_id", "partner_id")
    def _compute_known_by_ids(self):
        # sudo: whoever may see the person may see who of us knows them
        known = self.env["relationship.acquaintance"].sudo()
        groups = known._read_group(
            [
                ("account_id", "in", self.account_id.ids),
                ("partner_id", "in", self.partner_id.ids),
                ("user_id", "!=", False),
            ],
            ["account_id", "partner_id"],
            ["user_id:array_agg"],
            order="last_touch_at:max desc",
        )
        users = {(account.id, partner.id): ids for account, partner, ids in groups}
        for person in self:
            pair = (person.account_id.id, person.partner_id.id)
            person.known_by_ids = users.get(pair, [])

    def _search_known_by_ids(self, operator, value):
        """People one of whom is known by the users that match; ``False``: by nobody.

        Ids are compared for everybody, as a person shows them. Whatever else is asked
        of the users is asked as who asks.
        """
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        users = self._find_users(operator, value) if operator != "in" else value
        found = self._get_known_domain("in", users)
        if operator == "in" and False in value:
            found |= ~self._get_known_domain("!=", False)
        return found

    def _find_users(self, operator, value):
        users = self.env["res.users"]
        if operator == "any!":
            # sudo: only code asks so, Odoo refuses it from users
            users = users.sudo()
        return users._search(Domain("id", operator, value), active_test=False)

    def _get_known_domain(self, operator, users):
        """People known by users, who are compared by their ids only."""
        # sudo: whoever may see the person may see who of us knows them
        known = self.env["relationship.acquaintance"].sudo()
        names = ("account_id", "partner_id")
        some = Domain("user_id", "!=", False) & Domain("user_id", operator, users)
        pairs = known._search(some).subselect(
            *(SQL.identifier(known._table, name) for name in names)
        )
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "(%s) IN %s",
                SQL(", ").join(
                    model._field_to_sql(alias, name, query) for name in names
                ),
                pairs,
            )
        )

    @api.model_create_multi
    def create(self, vals_list):
        people = super().create(vals_list)
        people._on_people_changed()
        return people

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & OF_REASON:
            self._on_people_changed()
        return result

    def unlink(self):
        accounts = self.account_id
        result = super().unlink()
        accounts._look_again_at_people()
        return result

    def _on_people_changed(self):
        """What the touches say of them, and what is no reason any more."""
        accounts = self.account_id
        self.env.flush_all()
        self._store_touches(SQL("account.id = ANY(%s)", accounts.ids))
        accounts._look_again_at_people()

    @api.model
    def _store_touches(self, scope):
        """Write the last touch of people, where it changed, of who knows whom.

        :param scope: SQL about ``relationship_account AS account``
        """
        self.env.cr.execute(
            SQL(
                """
                UPDATE relationship_stakeholder AS person
                   SET last_touch_at = latest.last_touch_at,
                       last_touch_user_id = latest.user_id
                  FROM (
                    SELECT DISTINCT ON (person.id) person.id, known.last_touch_at,
                           known.user_id
                      FROM relationship_stakeholder AS person
                      JOIN relationship_account AS account
                        ON account.id = person.account_id
                      LEFT JOIN relationship_acquaintance AS known
                        ON known.account_id = person.account_id
                       AND known.partner_id = person.partner_id
                     WHERE %s
                     ORDER BY person.id, known.last_touch_at DESC, known.user_id
                  ) AS latest
                 WHERE latest.id = person.id
                   AND (person.last_touch_at, person.last_touch_user_id)
                       IS DISTINCT FROM (latest.last_touch_at, latest.user_id)
                """,
                scope,
            )
        )
        self.invalidate_model(["last_touch_at", "last_touch_user_id", "known_by_ids"])
