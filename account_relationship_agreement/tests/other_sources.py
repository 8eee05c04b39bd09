class OtherSource:
    """What recurs by documents of another addon, beside an ``AgreementCommon``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lines = cls.env["relationship.recurring.line"]

    def _get_amounts(self, *days):
        """Acme's ARR on some days, given as texts."""
        # Who tracks a document says at the end of a transaction when it changed.
        self.env.cr.precommit.run()
        return [
            self.recurring._get_arr(self._day(day)).get(self.acme.id, 0) for day in days
        ]

    def _get_moved(self, month):
        """What moved in a month, without what did not."""
        first = self._day(f"{month}-01")
        [moved] = self.recurring._get_movements(first, first).values()
        return {name: amount for name, (__, amount) in moved.items() if amount}


class OtherSourceTests:
    """What holds of each kind of document that recurs, beside agreements."""

    def _recur(self, price=100, partner=None, **values):
        """Make a document with Acme, or a contact, of a price a month, that runs."""
        raise NotImplementedError

    def test_agreements_and_the_others_add_up(self):
        self._agree(amount=1500)
        self._recur()
        self.assertEqual(self._get_amounts("2026-02-01"), [18000 + 1200])
        self.assertEqual((self.acme.arr, self.acme.agreement_count), (19200, 2))

    def test_each_company_has_its_own(self):
        company = self.env["res.company"].create({"name": "Other"})
        (self.env.user | self.ann).company_ids |= company
        there = self.env["relationship.account"].create(
            {
                "partner_id": self.acme_customer.id,
                "company_id": company.id,
                "manager_id": self.ann.id,
            }
        )
        self._recur(company_id=company.id)
        self.assertEqual(self._get_amounts("2026-02-01"), [0])
        found = self.recurring.with_company(company)._get_arr(self._day("2026-02-01"))
        self.assertEqual(found, {there.id: 1200})

    def test_one_of_a_contact_is_its_companys(self):
        self._recur(partner=self.amy)
        self.assertEqual(self._get_amounts("2026-02-01"), [1200])

    def test_a_contact_who_changes_companies_takes_it_along_at_once(self):
        self._recur(partner=self.amy)
        self.assertEqual((self.acme.arr, self.birch.arr), (1200, 0))
        self.amy.parent_id = self.birch_customer
        self.assertEqual((self.acme.arr, self.birch.arr), (0, 1200))

    def test_customers_who_become_one_have_what_recurs_of_both_at_once(self):
        """Whether the one who is gone had an account or not."""
        self._recur(partner=self.birch_customer)
        self._recur(50, partner=self.dune)
        self._recur(10)
        self.assertEqual((self.acme.arr, self.birch.arr), (120, 1200))
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        customers = self.acme_customer | self.birch_customer | self.dune
        wizard._merge(customers.ids, self.acme_customer)
        self.assertEqual(self.acme.arr, 120 + 1200 + 600)

    def test_contacts_who_become_one_take_it_to_the_customer_of_the_other(self):
        bo = self.amy.copy({"name": "Bo", "parent_id": self.birch_customer.id})
        self._recur(partner=bo)
        self.assertEqual((self.acme.arr, self.birch.arr), (0, 1200))
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.amy | bo).ids, self.amy)
        self.assertEqual((self.acme.arr, self.birch.arr), (1200, 0))

    def test_one_of_who_has_no_account_does_not_count(self):
        self._recur(partner=self.dune)
        self.assertFalse(self.recurring._get_arr(self._day("2026-02-01")))

    def test_who_does_not_see_the_account_does_not_see_it(self):
        self._recur()
        self.assertTrue(self.lines.with_user(self.ann).search([]))
        self.assertFalse(self.lines.with_user(self.bob).search([]))
