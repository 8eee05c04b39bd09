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
        "security/relationship_movement_rules.xml",
        "data/relationship_loss_reason_data.xml",
        "security/relationship_cohort_rules.xml",
        "views/relationship_retention_menus.xml",
        "views/relationship_account_views_sales_class.xml",
        "views/relationship_cohort_views.xml",
        "views/relationship_concentration_views.xml",
        "security/relationship_line_watch_rules.xml",
        "views/relationship_account_order_views.xml",
        "views/relationship_line_watch_views.xml",
        "views/res_config_settings_views.xml",
        "views/relationship_tier_views.xml",
        "views/res_config_settings_views_concentration.xml",
    ],
    "demo": [
        "demo/product_demo.xml",
        "demo/res_partner_demo.xml",
        "demo/relationship_account_demo.xml",
        "demo/relationship_retention_demo.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "account_relationship_retention/static/src/**/*",
            # Odoo loads its graphs when the first one is opened.
            ("remove", "account_relationship_retention/static/src/cohorts/**/*"),
            ("remove", "account_relationship_retention/static/src/pareto/**/*"),
        ],
        "web.assets_backend_lazy": [
            "account_relationship_retention/static/src/cohorts/**/*",
            "account_relationship_retention/static/src/pareto/**/*",
        ],
        "web.assets_unit_tests": [
            "account_relationship_retention/static/tests/*.test.js",
        ],
        "web.assets_tests": [
            "account_relationship_retention/static/tests/tours/*.js",
        ],
    },
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
