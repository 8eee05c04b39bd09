{
    "name": "Customer Accounts: Example",
    "summary": "Parcels on customer accounts: uses every place where addons hang on",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "account_relationship contributors",
    "license": "LGPL-3",
    "depends": ["account_relationship"],
    "data": [
        "security/ir.model.access.csv",
        "security/example_rules.xml",
        "views/example_parcel_views.xml",
        "views/relationship_account_views.xml",
    ],
    "uninstall_hook": "uninstall_hook",
    "assets": {
        "web.assets_backend": ["account_relationship_example/static/src/**/*"],
        "web.assets_tests": ["account_relationship_example/static/tests/*.js"],
    },
}
