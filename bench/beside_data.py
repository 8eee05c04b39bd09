"""What Odoo's own boards are measured with: as many cards as there are on ours."""

#: As many columns as the kanban of accounts has.
LEAD_STAGES = 5
#: As many columns as the board of open feedback has.
TASK_STAGES = 6
#: Opportunities that fill the columns of the first manager's pipeline at any size.
PIPELINE = 500


def make_columns(env) -> None:
    """Stages that leads and tasks are spread over."""
    known = env["crm.stage"].search([], order="sequence")
    for number in range(len(known), LEAD_STAGES):
        env["crm.stage"].create({"name": f"Stage {number}", "sequence": 50 + number})
    project = env["project.project"].create({"name": "Bench"})
    env["project.task.type"].create(
        [
            {
                "name": f"Column {number}",
                "sequence": number,
                "project_ids": [(4, project.id)],
            }
            for number in range(TASK_STAGES)
        ]
    )
    env.flush_all()


def fill_boards(env) -> None:
    """Spread the opportunities over stages; a task for each account, as feedback is.

    Cards of opportunities show as much as those of accounts: a tag on every second,
    an activity on one of seven.
    """
    project = env["project.project"].search([("name", "=", "Bench")])
    stages = env["crm.stage"].search([], order="sequence", limit=LEAD_STAGES)
    first = env["res.users"].search([("login", "=", "bench_manager_1")])
    values = {
        "first": first.id,
        "pipeline": PIPELINE,
        "stages": stages.ids,
        "project": project.id,
        "columns": project.type_ids.ids,
        "assignee": env["res.users"].search([("login", "=", "bench_technician")]).id,
        "activity_type": env.ref("mail.mail_activity_data_todo").id,
        "model": env["ir.model"]._get_id("project.task"),
        "lead_model": env["ir.model"]._get_id("crm.lead"),
        "tags": env["crm.tag"].create([{"name": f"Tag {n}"} for n in range(5)]).ids,
    }
    for statement in (
        *(PIPELINE_SQL, LEAD_TAGS_SQL, LEAD_ACTIVITIES_SQL),
        *(TASKS_SQL, ASSIGNEES_SQL, TASK_ACTIVITIES_SQL),
    ):
        env.cr.execute(statement, values)
    env.invalidate_all()


PIPELINE_SQL = """
    UPDATE crm_lead
       SET stage_id = (%(stages)s)[1 + n %% cardinality(%(stages)s)],
           user_id = CASE WHEN n <= %(pipeline)s THEN %(first)s ELSE user_id END
      FROM (SELECT id AS lead_id, (row_number() OVER (ORDER BY id))::int AS n
              FROM crm_lead) AS numbered
     WHERE id = lead_id
"""

LEAD_TAGS_SQL = """
    INSERT INTO crm_tag_rel (lead_id, tag_id)
    SELECT id, (%(tags)s)[1 + id %% cardinality(%(tags)s)]
      FROM crm_lead WHERE id %% 2 = 0
"""

LEAD_ACTIVITIES_SQL = """
    INSERT INTO mail_activity (
        res_model, res_model_id, res_id, res_name, user_id, activity_type_id, summary,
        date_deadline, active, automated, create_uid, write_uid, create_date,
        write_date)
    SELECT 'crm.lead', %(lead_model)s, id, name, user_id, %(activity_type)s, 'Call',
           CURRENT_DATE + (id * 13) %% 30 - 10, TRUE, FALSE, 1, 1, now(), now()
      FROM crm_lead WHERE id %% 7 = 0
"""

TASKS_SQL = """
    INSERT INTO project_task (
        name, project_id, stage_id, state, company_id, partner_id, priority, sequence,
        active, display_in_project, date_deadline, date_last_stage_update, is_template,
        create_uid, write_uid, create_date, write_date)
    SELECT 'Task ' || id, %(project)s,
           (%(columns)s)[1 + id %% cardinality(%(columns)s)], '01_in_progress',
           company_id, partner_id, '0', 10, TRUE, TRUE,
           now() + (id * 31 %% 30 - 3) * interval '1 day', now(), FALSE, 1, 1, now(),
           now()
      FROM relationship_account
"""

#: Every second one is somebody's, as feedback is.
ASSIGNEES_SQL = """
    INSERT INTO project_task_user_rel (task_id, user_id)
    SELECT id, %(assignee)s
      FROM project_task WHERE project_id = %(project)s AND id %% 2 = 0
"""

TASK_ACTIVITIES_SQL = """
    INSERT INTO mail_activity (
        res_model, res_model_id, res_id, res_name, user_id, activity_type_id,
        date_deadline, active, automated, create_uid, write_uid, create_date,
        write_date)
    SELECT 'project.task', %(model)s, id, name, %(assignee)s, %(activity_type)s,
           date_deadline::date, TRUE, TRUE, 1, 1, now(), now()
      FROM project_task WHERE project_id = %(project)s
"""
