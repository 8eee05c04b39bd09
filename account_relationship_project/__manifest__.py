{
    "name": "Customer Accounts: Tasks",
    "summary": "Feedback of customers becomes a task, which moves the feedback on",
    "version": "19.0.1.1.4",
    "category": "Sales/CRM",
    "author": "account_relationship contributors",
    "license": "LGPL-3",
    "depends": ["account_relationship", "project"],
    "data": [
        "views/project_task_views.xml",
        "views/project_task_type_views.xml",
        "views/relationship_feedback_views.xml",
        "views/relationship_feedback_team_views.xml",
    ],
    "demo": [
        "demo/project_task_type_demo.xml",
        "demo/relationship_feedback_team_demo.xml",
        "demo/res_users_demo.xml",
    ],
    "uninstall_hook": "uninstall_hook",
    "auto_install": True,
}
