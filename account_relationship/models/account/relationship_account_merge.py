from odoo import models

from ...people import find_here


class RelationshipAccount(models.Model):
    """Accounts become one when their customers do; nothing of either is lost."""

    _inherit = "relationship.account"

    def _move_to_customer(self, entity):
        """Make this the account of another commercial entity.

        When the entity has an account in the company already, this one is merged
        into it.
        """
        self.ensure_one()
        target = self.with_context(active_test=False).search(
            [("partner_id", "=", entity.id), ("company_id", "=", self.company_id.id)]
        )
        if target:
            return target._merge(self)
        former = self.partner_id.display_name
        self.write({"partner_id": entity.id})
        self.message_post(
            body=self.env._(
                "%(customer)s now belongs to %(company)s, and the account with it.",
                customer=former,
                company=entity.display_name,
            )
        )
        self._refresh_numbers()
        return self

    def _merge(self, others):
        """Take over everything other accounts have and delete them.

        Whatever refers to them, in any addon, refers to this account afterwards:
        Odoo's contact merge does the moving. The managers are told.

        :param others: accounts of the same company
        :return: this account
        """
        self.ensure_one()
        others -= self
        if not others:
            return self
        managers = (self | others).manager_id
        was_active = self.active or any(others.mapped("active"))
        description = self._describe_for_merge(others)
        self.env["relationship.assignment"]._close(others)
        self._unlink_what_both_have(others)
        self.env.flush_all()
        # What is done and archived is history, too.
        wizard = self.env["base.partner.merge.automatic.wizard"].with_context(
            active_test=False
        )
        wizard._update_foreign_keys_generic(self._name, others, self)
        wizard._update_reference_fields_generic(self._name, others, self)
        self.env.invalidate_all()
        # What moved still stores whose it was: SQL does not tell the ORM.
        self.modified(["partner_id", "manager_id"])
        self._take_over_values(others, was_active)
        # sudo: whoever merges customers need not see the managers' work
        self.sudo()._take_over_work(managers - self.manager_id)
        others.unlink()
        self._link_leads()
        self._refresh_numbers()
        self._notify_merge(description, managers)
        return self

    def _unlink_what_both_have(self, others):
        """Remove what may be there only once, before it is moved.

        Odoo's merge removes *all* rows of the others as soon as one of them is there
        already: their other handovers and followers would be lost.
        """
        for lines in (self | others).handover_line_ids.grouped("handover_id").values():
            dropped = lines.sorted(lambda line: line.account_id != self)[1:]
            dropped._hand_on_moves()
            dropped.unlink()
        # Undone later, a handover of theirs would take this account along.
        # sudo: only the system writes it
        carried_out = others.handover_line_ids.sudo().filtered(
            lambda line: line.state == "done"
        )
        carried_out._on_own_path().is_skipped = True
        self.message_subscribe(others.message_partner_ids.ids)
        others.message_follower_ids.unlink()

    def _take_over_values(self, others, was_active):
        """Keep this account's values and fill its gaps with the others'."""
        values = self._get_manager_still_here(others)
        for names in self._get_gap_fields():
            values |= self._fill_gap(
                others, (names,) if isinstance(names, str) else names
            )
        if values.get("backup_id") == (values.get("manager_id") or self.manager_id.id):
            values.pop("backup_id")
        since = [account.date_since for account in self | others if account.date_since]
        values["date_since"] = min(
            since, default=self.company_id._get_relationship_today()
        )
        if was_active and not self.active:
            values["active"] = True
        self.write(values)

    def _fill_gap(self, others, names):
        """What the first of the others that says anything says, where this is empty."""
        said = [other for other in others if any(other[name] for name in names)]
        if not said or any(self[name] for name in names):
            return {}
        return {
            name: self._fields[name].convert_to_write(said[0][name], said[0])
            for name in names
        }

    def _get_manager_still_here(self, others):
        """A manager who has left gives way to one of the others who has not."""
        found = find_here(list(others.manager_id), self.company_id)
        if not found or find_here([self.manager_id], self.company_id):
            return {}
        return {"manager_id": found.id}

    def _take_over_work(self, managers):
        """What managers of the others have to do is for who looks after this one."""
        manager = self.manager_id
        for former in managers:
            if manager.active:
                self._pass_work_on(former, manager)
            else:
                # It waits for the next one, as this one's own work does.
                activities = self._get_open_activities(former)
                activities._await_successor(former, tell=False)
                activities.relationship_successor_of_id = manager
        # A stand-in has it at once.
        self._on_owner_changed()

    def _get_gap_fields(self):
        """Fields an account takes from the merged ones where it has nothing itself.

        :return: names, and tuples of names of which one says nothing without the others
        """
        return ["manager_id", "backup_id", "tier_id", "next_review_date"]

    def _describe_for_merge(self, others):
        return self.env._(
            "Merged with %(others)s.",
            others=", ".join(
                self.env._(
                    "%(customer)s (account manager %(manager)s)",
                    customer=account.name,
                    manager=account.manager_id.name or self.env._("nobody"),
                )
                for account in others
            ),
        )

    def _notify_merge(self, description, managers):
        self.message_post(
            body=description,
            partner_ids=managers.filtered("active").partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )
