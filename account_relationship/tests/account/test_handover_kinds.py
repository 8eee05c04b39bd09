from unittest.mock import patch

from lxml import etree

from odoo.tests import tagged, users

from ...models.account.relationship_account_succession import HandoverKind
from ..common import HandoverCommon

DIALOG = "account_relationship.relationship_handover_view_form_dialog"
FORM = "account_relationship.relationship_handover_view_form"


@tagged("post_install", "-at_install")
class TestHandoverKinds(HandoverCommon):
    """What may go along is registered; everything else asks the registry."""

    def _get_form(self, name):
        view = self.env["relationship.handover"].get_view(self.env.ref(name).id)
        return etree.fromstring(view["arch"])

    def _register(self, kind):
        """Let another addon register opportunities that were won."""
        Account = self.env.registry["relationship.account"]
        registered = Account._get_handover_kinds

        def _get_won_of(accounts, user):
            leads = accounts.sudo().env["crm.lead"]
            return [
                leads.search(
                    [
                        ("relationship_account_id", "in", accounts.ids),
                        ("user_id", "=", user.id),
                        ("won_status", "=", "won"),
                    ]
                )
            ]

        for name, method in {
            "_get_won_of": _get_won_of,
            "_get_handover_kinds": lambda self: registered(self) | {"won": kind},
        }.items():
            self.startPatcher(patch.object(Account, name, method, create=True))

    @users("ann")
    def test_both_forms_draw_every_kind_in_its_place(self):
        kinds = self.env["relationship.account"]._get_sorted_handover_kinds().values()
        choices = [kind.choice for kind in kinds if kind.choice]
        counts = [kind.count for kind in kinds if kind.count]
        for name in (DIALOG, FORM):
            form = self._get_form(name)
            with self.subTest(name):
                self.assertEqual(
                    form.xpath("//group[@name='moves']/field/@name"), choices
                )
                columns = form.xpath("//field[@name='line_ids']/list/field/@name")
                self.assertEqual(
                    [column for column in columns if column in counts], counts
                )

    @users("ann")
    def test_order_is_that_of_the_numbers_whoever_registers(self):
        kinds = self.env["relationship.account"]._get_sorted_handover_kinds()
        self.assertEqual(
            [key for key in kinds if kinds[key].count],
            [
                *("activities", "opportunities", "feedback", "plans"),
                *("promises", "visits"),
            ],
        )

    @users("hugo")
    def test_a_kind_of_another_addon_goes_along_and_returns(self):
        self._register(HandoverKind(90, "_get_won_of"))
        lead, won = (
            self._add_lead(self.amy, self.ann),
            self._add_lead(self.amy, self.ann),
        )
        won.sudo().action_set_won()
        handover = self._hand_over(self.acme, self.bob)
        self.assertEqual((lead | won).user_id, self.bob)
        # Two kinds of one model are remembered together.
        self.assertEqual(
            set(handover.sudo().line_ids.moved["crm.lead"]), set((lead | won).ids)
        )
        handover.action_undo()
        self.assertEqual((lead | won).user_id, self.ann)

    @users("hugo")
    def test_a_kind_that_is_not_chosen_stays(self):
        self._register(HandoverKind(90, "_get_won_of", "move_opportunities"))
        won = self._add_lead(self.amy, self.ann)
        won.sudo().action_set_won()
        self._hand_over(self.acme, self.bob, move_opportunities=False)
        self.assertEqual(won.user_id, self.ann)
