{
    "name": "Customer Accounts: Health",
    "summary": "How each customer does, why, and whether it would have told who left",
    "version": "19.0.1.0.1",
    "category": "Sales/CRM",
    "author": "account_relationship contributors",
    "license": "LGPL-3",
    "depends": ["account_relationship"],
    "data": [
        "security/ir.model.access.csv",
        "security/relationship_health_rules.xml",
        "data/relationship_health_profile_data.xml",
        "wizard/relationship_health_opinion_views.xml",
        "views/relationship_health_profile_views.xml",
        "views/relationship_health_history_views.xml",
        "views/relationship_health_backtest_views.xml",
        "views/relationship_account_views.xml",
        "views/res_config_settings_views.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "account_relationship_health/static/src/**/*",
        ],
        "web.assets_unit_tests": [
            "account_relationship_health/static/tests/*.test.js",
        ],
    },
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
    "images": [
        "static/description/reasons.png",
        "static/description/backtest.png",
    ],
}
