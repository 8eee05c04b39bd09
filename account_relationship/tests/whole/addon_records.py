from odoo.fields import Command

#: Where the words of :class:`Records` must never show to whoever may not read them.
SECRET = "zqxsecret"


class AddonRecords:
    """What :class:`Records` has of agreements, potential and people."""

    @classmethod
    def _make_agreements(cls):
        """Of the addon for agreements: one that runs, and a month that is closed."""
        if "relationship.agreement" not in cls.env:
            return []
        agreement = cls._create(
            "agreement",
            name=f"{SECRET} agreement",
            account_id=cls.acme.id,
            # Long enough ago for 12 months to have passed, and a term.
            date_start="2025-01-01",
            line_ids=[Command.create({"name": f"{SECRET} line", "amount": 100})],
        )
        agreement.action_confirm()
        pause = cls._create(
            "agreement.pause", agreement_id=agreement.id, date_start="2100-01-01"
        )
        cls.env.cr.execute(
            """
            INSERT INTO relationship_arr (company_id, account_id, month, amount)
            VALUES (%s, %s, '2026-01-01', 1200) RETURNING id
            """,
            [cls.env.company.id, cls.acme.id],
        )
        [(month,)] = cls.env.cr.fetchall()
        merge = cls._make_arr_merge()
        reason = cls.env["relationship.agreement.end.reason"].search([], limit=1)
        change = cls._create(
            "agreement.change", cls.hugo, agreement_id=agreement.id, kind="change"
        )
        proposal = cls._create(
            "agreement.proposal",
            account_id=cls.acme.id,
            product_id=cls.env["product.product"].create({"name": "Care"}).id,
            currency_id=cls.env.company.currency_id.id,
            first_day="2026-01-01",
        )
        return [
            *(agreement, agreement.line_ids, agreement.term_ids[:1], pause, reason),
            proposal,
            *(cls.env["relationship.arr"].browse(month), merge),
            *(change, change.line_ids),
            cls.env["relationship.recurring.line"].browse(
                agreement.line_ids[:1].id * 10
            ),
            *cls._make_arr_reports(),
            cls._create(
                "agreement.end",
                cls.hugo,
                agreement_id=agreement.id,
                reason_id=reason.id,
            ),
        ]

    @classmethod
    def _make_arr_merge(cls):
        """What is kept of a customer that was merged into Acme."""
        cls.env.cr.execute(
            """
            INSERT INTO relationship_arr_merge
                   (company_id, account_number, account_id, month)
            VALUES (%s, 0, %s, '2026-02-01') RETURNING id
            """,
            [cls.env.company.id, cls.acme.id],
        )
        [(merge,)] = cls.env.cr.fetchall()
        return cls.env["relationship.arr.merge"].browse(merge)

    @classmethod
    def _make_arr_reports(cls):
        """A row of each report of Acme's recurring revenue."""
        cls.env["relationship.arr.row"]._fill_all(cls.env.company)
        of_acme = [("account_id", "=", cls.acme.id)]
        return [
            cls.env[f"relationship.arr.{name}"].search(of_acme, limit=1)
            for name in ("movement", "retention", "renewal", "line")
        ]

    @classmethod
    def _make_potential(cls):
        """Of the addon for expansion: an idea, and the dialog that dismisses it."""
        if "relationship.whitespace" not in cls.env:
            return []
        category = cls.env["product.category"].create({"name": "Hinges"})
        idea = cls._create(
            "whitespace",
            account_id=cls.acme.id,
            category_id=category.id,
            kind="lapsed",
            since="2026-01-01",
            amount=2300,
            note=f"{SECRET} idea",
        )
        return [
            idea,
            cls._create(
                "whitespace.dismissal",
                cls.hugo,
                idea_ids=idea.ids,
                because="wrong",
                note=f"{SECRET} dismissal",
            ),
        ]

    @classmethod
    def _make_people(cls):
        """Of the addon for expansion: somebody to be found, with a role."""
        if "relationship.stakeholder" not in cls.env:
            return []
        role = cls._create("stakeholder.role", name="Signs", kind="decides")
        person = cls._create(
            "stakeholder",
            account_id=cls.acme.id,
            name=f"{SECRET} person",
            note=f"{SECRET} note",
            role_ids=role.ids,
        )
        return [person, role]

    @classmethod
    def _make_health(cls):
        """Of the addon for health: how Acme did, what the head thinks, a back-test."""
        if "relationship.health.profile" not in cls.env:
            return []
        profile = cls._create(
            "health.profile", name="Of some", company_id=cls.env.company.id
        )
        line = cls._create(
            "health.criterion", profile_id=profile.id, measure="late_work"
        )
        backtest = cls._create("health.backtest", month_count=1)
        tested = cls._create(
            "health.backtest.line", backtest_id=backtest.id, band="risk"
        )
        loss = cls._create(
            "health.backtest.loss", backtest_id=backtest.id, account_id=cls.acme.id
        )
        history = cls._create(
            "health.history", account_id=cls.acme.id, day="2026-01-01", band="risk"
        )
        opinion = cls._create(
            "health.opinion",
            cls.hugo,
            account_id=cls.acme.id,
            opinion="risk",
            reason=f"{SECRET} opinion",
        )
        return [profile, line, backtest, tested, loss, history, opinion]
