"""Say since when the contacts that are planned already are."""


def migrate(cr, version):
    cr.execute(
        """
        UPDATE relationship_account AS account
           SET contact_planned_on = planned.day
          FROM (SELECT activity.res_id, MAX(activity.create_date)::date AS day
                  FROM mail_activity AS activity
                  JOIN ir_model_data AS data
                    ON data.res_id = activity.activity_type_id
                   AND data.model = 'mail.activity.type'
                   AND data.module = 'account_relationship'
                   AND data.name = 'activity_type_contact'
                 WHERE activity.res_model = 'relationship.account'
                   AND activity.active AND activity.automated
                 GROUP BY activity.res_id) AS planned
         WHERE planned.res_id = account.id
        """
    )
