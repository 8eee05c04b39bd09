{
    "name": "Customer Accounts: Retention",
    "summary": "Who stays, who slips and who makes the 80 %, from your own invoices",
    "version": "19.0.1.1.0",
    "category": "Sales/CRM",
    "author": "account_relationship contributors",
    "license": "LGPL-3",
    "depends": ["account_relationship"],
    "data": [
        "security/ir.model.access.csv",
        "security/relationship_line_watch_rules.xml",
        "views/relationship_retention_menus.xml",
        "views/relationship_account_order_views.xml",
        "views/relationship_line_watch_views.xml",
        "views/res_config_settings_views.xml",
        "views/relationship_tier_views.xml",
    ],
    "assets": {
        "web.assets_backend": ["account_relationship_retention/static/src/**/*"],
    },
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
