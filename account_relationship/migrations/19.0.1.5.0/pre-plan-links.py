"""Links to plans, the visits by them and scheduled updates are called what they are."""

from odoo.tools.sql import table_exists

from odoo.addons.account_relationship.renames import (
    rename_field,
    rename_in_views,
    rename_model,
)


def migrate(cr, version):
    if not table_exists(cr, "relationship_plan"):
        return  # the first releases had none
    rename_model(cr, "relationship.share", "relationship.plan.link")
    rename_model(cr, "relationship.plan.view", "relationship.plan.visit")
    rename_field(cr, "relationship.plan.visit", "share_id", "link_id")
    for old, new in (
        ("share_ids", "link_ids"),
        ("view_ids", "visit_ids"),
        ("view_count", "visit_count"),
        ("promise_from", "scheduled_from"),
    ):
        rename_field(cr, "relationship.plan", old, new)
    rename_field(cr, "relationship.plan.link", "view_ids", "visit_ids")
    rename_in_views(cr, "relationship.plan", "action_view_looks", "action_view_visits")
    cr.execute(
        "UPDATE relationship_plan_update SET kind = 'scheduled' WHERE kind = 'promise'"
    )
    # The data file does not reach what is there.
    cr.execute(
        """
        UPDATE mail_activity_type AS kind
           SET name = kind.name || '{"en_US": "Scheduled update"}'
          FROM ir_model_data AS data
         WHERE data.module = 'account_relationship'
           AND data.name = 'activity_type_update'
           AND data.res_id = kind.id
           AND kind.name->>'en_US' = 'Update promised'
        """
    )
    cr.execute(
        """
        UPDATE ir_act_server AS action
           SET name = action.name
               || '{"en_US": "Customer Accounts: scheduled updates of plans"}'
          FROM ir_cron AS cron
          JOIN ir_model_data AS data ON data.model = 'ir.cron' AND data.res_id = cron.id
         WHERE data.module = 'account_relationship'
           AND data.name = 'cron_promised_updates'
           AND action.id = cron.ir_actions_server_id
        """
    )
