{
    "name": "Customer Accounts: Agreements",
    "summary": "What is agreed for a term, until when notice can be given, and what "
    "recurs",
    "version": "19.0.1.1.0",
    "category": "Sales/CRM",
    "author": "account_relationship contributors",
    "license": "LGPL-3",
    "depends": ["account_relationship_retention"],
    "data": [
        "data/relationship_agreement_end_reason_data.xml",
        "security/ir.model.access.csv",
        "security/relationship_agreement_rules.xml",
        "wizard/relationship_agreement_change_views.xml",
        "wizard/relationship_agreement_end_views.xml",
        "views/relationship_agreement_end_reason_views.xml",
        "views/relationship_agreement_views.xml",
        "views/relationship_recurring_line_views.xml",
        "views/relationship_account_views.xml",
        "views/sale_order_views.xml",
        "views/relationship_agreement_portal_views.xml",
        "views/res_config_settings_portal_views.xml",
        "views/portal_agreement_templates.xml",
    ],
    "assets": {
        "web.assets_tests": [
            "account_relationship_agreement/static/tests/tours/*.js",
        ],
    },
    "demo": ["demo/relationship_agreement_demo.xml"],
    "uninstall_hook": "uninstall_hook",
}
